package load_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"perfil/bench/load"
)

// counting asks for /0, /1, /2 and so on, and expects to be told the number.
type counting struct {
	n     int
	heard int
	stop  error // to end with, once 3 answers were heard
}

func (s *counting) Next(room []byte) []byte {
	s.n++
	return fmt.Appendf(room, "GET /%d HTTP/1.1\r\nHost: x\r\n\r\n", s.n-1)
}

func (s *counting) Heard(status int, body []byte) error {
	if want := fmt.Sprintf("/%d", s.n-1); string(body) != want {
		return fmt.Errorf("heard %d %q, want %q", status, body, want)
	}
	s.heard++
	if s.heard == 3 {
		return s.stop
	}
	return nil
}

// echo answers with the path, every second time as an error.
func echo(t *testing.T) (addr string, asked *atomic.Int64) {
	t.Helper()
	asked = &atomic.Int64{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1)%2 == 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_, _ = io.WriteString(w, r.URL.Path)
	}))
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://"), asked
}

func TestEveryRequestIsAnsweredAndCounted(t *testing.T) {
	addr, asked := echo(t)
	scripts := []load.Script{&counting{}, &counting{}, &counting{}}
	for range 2 { // the scripts go on where they stopped
		before := asked.Load()
		r, err := load.Run(t.Context(), load.Plan{Addr: addr, Scripts: scripts, For: 20 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		sent := asked.Load() - before
		if r.Requests != sent || r.Latency.Count() != sent-r.Refused || sent < int64(len(scripts)) {
			t.Errorf("%d requests counted, %d durations, the server saw %d", r.Requests, r.Latency.Count(), sent)
		}
		if r.Refused < sent/2 || r.Refused > sent/2+1 {
			t.Errorf("%d of %d refused, want half", r.Refused, sent)
		}
		if r.Took < 20*time.Millisecond {
			t.Errorf("took %v", r.Took)
		}
	}
}

func TestAScriptThatObjectsEndsTheRun(t *testing.T) {
	addr, _ := echo(t)
	objection := errors.New("objection")
	scripts := []load.Script{&counting{}, &counting{stop: objection}}
	_, err := load.Run(t.Context(), load.Plan{Addr: addr, Scripts: scripts, For: time.Hour})
	if !errors.Is(err, objection) {
		t.Errorf("got %v", err)
	}
}

func TestCancellingEndsARunThatWaits(t *testing.T) {
	asked := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(asked)
		<-r.Context().Done()
	}))
	defer s.Close()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-asked
		cancel()
	}()
	_, err := load.Run(ctx, load.Plan{Addr: strings.TrimPrefix(s.URL, "http://"), Scripts: []load.Script{&counting{}}, For: time.Hour})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestNobodyListeningIsAnError(t *testing.T) {
	s := httptest.NewServer(nil)
	addr := strings.TrimPrefix(s.URL, "http://")
	s.Close()
	if _, err := load.Run(t.Context(), load.Plan{Addr: addr, Scripts: []load.Script{&counting{}}, For: time.Second}); err == nil {
		t.Error("no error")
	}
}
