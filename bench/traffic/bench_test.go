package traffic_test

import (
	"bufio"
	"bytes"
	"net/http"
	"testing"
	"time"

	"perfil/bench/crowd"
	"perfil/bench/traffic"
)

// BenchmarkProfile is a warm read in the server's code alone, without net/http
// and the network: what there is to save.
func BenchmarkProfile(b *testing.B) {
	p := open(b)
	for _, c := range []traffic.Contract{traffic.Django, traffic.Express} {
		text := c.AppendRead(nil, crowd.NewMinter(secret, time.Now()), 1)
		request, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(text)))
		must(b, err)
		request.RemoteAddr = "127.0.0.1:50000"
		b.Run(c.String(), func(b *testing.B) {
			w := &nowhere{header: http.Header{}}
			b.ReportAllocs()
			for b.Loop() {
				clear(w.header)
				p.handler.ServeHTTP(w, request)
			}
			if w.status != http.StatusOK {
				b.Fatalf("the status is %d", w.status)
			}
		})
	}
}

// nowhere keeps the status of an answer and nothing else.
type nowhere struct {
	header http.Header
	status int
}

func (w *nowhere) Header() http.Header         { return w.header }
func (w *nowhere) WriteHeader(status int)      { w.status = status }
func (w *nowhere) Write(p []byte) (int, error) { return len(p), nil }

func BenchmarkReads(b *testing.B) {
	for name, size := range map[string]int{"ready": 1000, "made": 1_000_000} {
		s := setting(traffic.Express)
		s.Accounts = size
		script := traffic.Reads(s)[0]
		room := make([]byte, 0, 4<<10)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				script.Next(room)
			}
		})
	}
}
