package web_test

import (
	"bytes"
	"context"
	"errors"
	"net/http/httptest"
	"testing"

	"perfil/internal/web"
)

// upload reads a form with a file of so many bytes, in a request that goes on until
// answered is called.
func upload(t *testing.T, room *web.Uploads, size int) (answered func(), err error) {
	t.Helper()
	ctx, answered := context.WithCancel(t.Context())
	t.Cleanup(answered)
	body := "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n" + string(bytes.Repeat([]byte{'x'}, size)) + "\r\n--b--\r\n"
	r := httptest.NewRequestWithContext(ctx, "POST", "/", bytes.NewReader([]byte(body)))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	_, err = web.ReadObject(httptest.NewRecorder(), r, web.Accept{Multipart: true, MaxFile: web.MaxFile, Uploads: room})
	return answered, err
}

func TestFilesOfAllRequestsShareOneRoom(t *testing.T) {
	const size = 1 << 20
	room := web.NewUploads(3*size + 3<<16)
	var first func()
	for i := range 3 {
		answered, err := upload(t, room, size)
		if err != nil {
			t.Fatalf("file %d: %v", i, err)
		}
		if i == 0 {
			first = answered
		}
	}
	for range 5 { // what is refused takes nothing away
		if _, err := upload(t, room, size); !errors.Is(err, web.ErrCrowded) {
			t.Fatalf("a file too many: %v", err)
		}
	}
	first()
	for try := 0; ; try++ { // the room comes back beside the end of the request
		if _, err := upload(t, room, size); err == nil {
			break
		} else if try == 10_000 {
			t.Fatal("the room of an answered request does not come back: ", err)
		}
	}
}
