package contracttest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
)

// FuzzBody sends whatever the fuzzer makes up as the body of one request of a
// person. Whatever it is, the answer is JSON and the server not at fault. Nothing
// catches a panic.
func FuzzBody(f *testing.F, c Contract, method, path, nick string) {
	for _, mediaType := range []string{
		"application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=" + Boundary, "text/plain", "",
	} {
		for _, body := range []string{
			"", "{}", `{"first_name":"X","name":"X"}`, `{"email":"new@example.com"}`, `{"email":"BARE@example.com"}`, `{"username":"\ud83d\u0000"}`,
			`[1,2.5e3,null,true,"x"]`, `{"a":{"b":[{}]}}`, "first_name=X&email=%6eew%40example.com&name=+",
			string(Multipart(f, "first_name=X\navatar=@photo.png")), string(Multipart(f, "avatar=@cut.png")),
		} {
			f.Add(mediaType, []byte(body))
		}
	}
	w := Open(f, c, Setup{})
	handler := c.New(w.Service, "")
	token := w.Foreign(f, "django", w.ID(f, nick))
	f.Fuzz(func(t *testing.T, mediaType string, body []byte) {
		r := Request(method, path, body)
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header["Content-Type"] = []string{mediaType}
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, r)
		if recorder.Code >= http.StatusInternalServerError {
			t.Errorf("%d %s", recorder.Code, recorder.Body)
		}
		if !json.Valid(recorder.Body.Bytes()) {
			t.Errorf("%d, and no JSON: %q", recorder.Code, recorder.Body)
		}
	})
}
