package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const recorded = "HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nContent-Length: 8\r\nContent-Type: application/json\r\n" +
	"Etag: \"1-1\"\r\nDate: Sun, 22 Nov 2026 11:19:34 GMT\r\n\r\n{\"id\":1}"

func TestTheRecordedAnswerIsGivenToEverybody(t *testing.T) {
	a, err := read(kept(t, recorded))
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(a)
	defer s.Close()
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		r, err := http.NewRequestWithContext(t.Context(), method, s.URL+"/any", strings.NewReader("body"))
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = got.Body.Close()
		h := got.Header
		if got.StatusCode != 200 || got.ContentLength != 8 || h.Get("Etag") != `"1-1"` || h.Get("Cache-Control") != "no-store" || len(h) != 5 {
			t.Errorf("%s: %d, %v", method, got.StatusCode, h)
		}
		if h.Get("Date") == "Sun, 22 Nov 2026 11:19:34 GMT" {
			t.Error("the date is that of the recording")
		}
	}
}

func TestWithoutAnAnswerThereIsNoFloor(t *testing.T) {
	for name, file := range map[string]string{
		"no file":     filepath.Join(t.TempDir(), "none"),
		"no answer":   kept(t, "hello"),
		"half of one": kept(t, recorded[:len(recorded)-3]),
	} {
		if err := serve(file); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func kept(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "answer")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
