package logline_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"perfil/internal/logline"
)

// output may be read while it is written to.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

func logger(out *output) (*slog.Logger, *logline.Writer) {
	w := logline.NewWriter(out)
	return slog.New(logline.New(w, slog.NewJSONHandler(w, nil))), w
}

func TestAnOrdinaryLineWaitsAndAnErrorTakesItAlong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &output{}
		log, w := logger(out)
		log.Info("first")
		if out.String() != "" {
			t.Error("an ordinary line was written at once")
		}
		log.With("a", 1).WithGroup("g").Error("second", "b", 2)
		if got := out.String(); !strings.Contains(got, "first") || !strings.Contains(got, `"a":1,"g":{"b":2}`) {
			t.Errorf("after an error: %q", got)
		}
		log.Info("third")
		time.Sleep(logline.FlushAfter + time.Millisecond)
		synctest.Wait()
		if !strings.Contains(out.String(), "third") {
			t.Error("an ordinary line was not written in time")
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		log.Info("fourth")
		if !strings.Contains(out.String(), "fourth") {
			t.Error("a line after the end was lost")
		}
	})
}

func TestLinesOfManyStayWhole(t *testing.T) {
	out := &output{}
	log, w := logger(out)
	const writers, lines = 8, 500
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for i := range lines {
				log.Info("line", "n", i, "pad", strings.Repeat("x", i%300))
			}
		})
	}
	wg.Wait()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	for _, l := range got {
		if !json.Valid([]byte(l)) {
			t.Fatalf("torn: %s", l)
		}
	}
	if len(got) != writers*lines {
		t.Errorf("%d lines, want %d", len(got), writers*lines)
	}
}
