package prove_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// Clients who send the largest picture that is taken, without its last bytes, hold
// memory together that does not grow with their number. Who finds no room for a
// picture is told when to come again, and nobody else notes anything.
func TestUploadsThatStallHoldBoundedMemory(t *testing.T) {
	t.Parallel()
	const proof, size = "stalled uploads", 5 * mebibyte
	many := choose(40, 400)
	server := start(t, t.TempDir())
	ada := newcomer(t, server.URL, "ada")
	known := contracts(t, server.URL)["django"]
	var mu sync.Mutex
	count := map[int]int{}
	stalled := make(chan struct{})
	var sent, end sync.WaitGroup
	sent.Add(many)
	for range many {
		end.Go(func() {
			arrived := sync.OnceFunc(sent.Done)
			defer arrived()
			conn, err := dial(server.URL)
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close() //nolint:errcheck // it is over
			_ = conn.SetDeadline(time.Now().Add(outlast))
			_, _ = fmt.Fprintf(conn, "POST /api/sign-up/ HTTP/1.1\r\nHost: a.example.com\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: %d\r\n\r\n"+
				"--x\r\nContent-Disposition: form-data; name=\"avatar\"; filename=\"a.png\"\r\n\r\n", size)
			_, _ = io.Copy(conn, io.LimitReader(&repeater{text: "\x89PNG"}, size-1000))
			arrived()
			<-stalled
			_, _ = io.WriteString(conn, strings.Repeat("x", 2000))
			_ = conn.CloseWrite()
			for _, a := range answersOn(t, conn) {
				err := known.judge(t.Context(), "POST", "/api/sign-up/", a)
				if err != nil || a.status == http.StatusServiceUnavailable && a.header.Get("Retry-After") == "" {
					t.Errorf("%d %s %v: %v", a.status, a.body, a.header, err)
				}
				mu.Lock()
				count[a.status]++
				mu.Unlock()
			}
		})
	}
	sent.Wait()
	if err := ada.readProfile(t.Context(), 0); err != nil {
		t.Error(err)
	}
	close(stalled)
	end.Wait()
	figure(t, proof, "at once, answers by status", "%d, %v", many, count)
	if count[http.StatusServiceUnavailable] == 0 || count[http.StatusServiceUnavailable] == many {
		t.Errorf("the answers are %v", count)
	}
	heldWithin(t, server, proof, 256*mebibyte)
	endsWell(t, server)
}
