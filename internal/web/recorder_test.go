package web_test

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

func TestInformationalStatusIsNotTheAnswer(t *testing.T) {
	lines := logged(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusEarlyHints)
		w.WriteHeader(http.StatusAccepted)
	}), func(url string) { get(t, url) })
	if lines[0].Status != 202 {
		t.Errorf("status %d", lines[0].Status)
	}
}

func TestFilesAndFlushesPassThroughTheRecorder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(path, bytes.Repeat([]byte("x"), 70000), 0o600); err != nil {
		t.Fatal(err)
	}
	lines := logged(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/flush" {
			if err := http.NewResponseController(w).Flush(); err != nil {
				t.Error(err)
			}
			return
		}
		http.ServeFile(w, r, path)
	}), func(url string) {
		if _, body := get(t, url+"/file"); len(body) != 70000 {
			t.Errorf("%d bytes came", len(body))
		}
		get(t, url+"/flush")
	})
	if lines[0].Bytes != 70000 || lines[0].Status != 200 {
		t.Errorf("%+v", lines[0])
	}
}
