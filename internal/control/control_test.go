package control_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"perfil/internal/control"
)

const version = "1.2.3"

// start serves commands on a socket of its own until the test ends.
func start(t *testing.T, path string, c control.Config) *control.Server {
	t.Helper()
	l, err := control.Listen(path)
	if err != nil {
		t.Fatal(err)
	}
	c.Version = version
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := control.NewServer(c)
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	t.Cleanup(func() {
		if err := s.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
		if err := <-served; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return s
}

func socketIn(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "ctl") // short, unlike t.TempDir
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return filepath.Join(dir, "s")
}

// run runs a command and returns what it wrote.
func run(t *testing.T, path string, in io.Reader, args ...string) (code int, out, diagnostics string, err error) {
	t.Helper()
	var o, d bytes.Buffer
	code, err = control.Run(t.Context(), path, version, control.Request{Args: args}, control.Streams{In: in, Out: &o, Err: &d})
	return code, o.String(), d.String(), err
}

func TestACommandRunsInTheServer(t *testing.T) {
	path := socketIn(t)
	start(t, path, control.Config{Handler: func(_ context.Context, r control.Request, s control.Streams) int {
		in, err := io.ReadAll(s.In)
		_, _ = fmt.Fprintf(s.Out, "%q %s", r.Args, in)
		_, _ = fmt.Fprintf(s.Err, "%v", err)
		return 42
	}})
	code, out, diagnostics, err := run(t, path, strings.NewReader("input"), "user", "list --x")
	if code != 42 || out != `["user" "list --x"] input` || diagnostics != "<nil>" || err != nil {
		t.Errorf("code %d, output %q, diagnostics %q, error %v", code, out, diagnostics, err)
	}
}

func TestACommandWithoutInputFindsItsEnd(t *testing.T) {
	path := socketIn(t)
	start(t, path, control.Config{Handler: func(_ context.Context, _ control.Request, s control.Streams) int {
		in, err := io.ReadAll(s.In)
		if len(in) > 0 || err != nil {
			return 1
		}
		return 0
	}})
	if code, _, _, err := run(t, path, nil); code != 0 || err != nil {
		t.Errorf("code %d, error %v", code, err)
	}
}

func TestLongInputAndOutputArriveWhole(t *testing.T) {
	const size = 48 << 20
	path := socketIn(t)
	start(t, path, control.Config{Handler: func(_ context.Context, _ control.Request, s control.Streams) int {
		sum := sha256.New()
		if n, err := io.Copy(io.MultiWriter(sum, s.Out), s.In); err != nil || n != size {
			return 1
		}
		_, _ = fmt.Fprintf(s.Err, "%x", sum.Sum(nil))
		return 0
	}})
	sent, got := sha256.New(), sha256.New()
	var d bytes.Buffer
	code, err := control.Run(t.Context(), path, version, control.Request{}, control.Streams{
		In: io.TeeReader(io.LimitReader(&counter{}, size), sent), Out: got, Err: &d,
	})
	want := fmt.Sprintf("%x", sent.Sum(nil))
	if code != 0 || err != nil || d.String() != want || fmt.Sprintf("%x", got.Sum(nil)) != want {
		t.Errorf("code %d, error %v", code, err)
	}
}

// counter is an endless reader whose bytes show when a piece is lost.
type counter struct{ n uint64 }

func (c *counter) Read(p []byte) (int, error) {
	n := len(p) &^ 7
	for i := 0; i < n; i += 8 {
		binary.LittleEndian.PutUint64(p[i:], c.n)
		c.n++
	}
	return n, nil
}

func TestACommandThatEndsEarlyIsHeard(t *testing.T) {
	path := socketIn(t)
	start(t, path, control.Config{Handler: func(_ context.Context, _ control.Request, s control.Streams) int {
		_, _ = io.ReadFull(s.In, make([]byte, 10))
		_, _ = fmt.Fprint(s.Err, "line 1 is bad")
		return 1
	}})
	for range 20 {
		code, _, diagnostics, err := run(t, path, &counter{})
		if code != 1 || diagnostics != "line 1 is bad" || err != nil {
			t.Fatalf("code %d, diagnostics %q, error %v", code, diagnostics, err)
		}
	}
}

func TestAnotherVersionIsToldWhatToDo(t *testing.T) {
	path := socketIn(t)
	start(t, path, control.Config{Handler: func(context.Context, control.Request, control.Streams) int { panic("never called") }})
	var d bytes.Buffer
	code, err := control.Run(t.Context(), path, "1.2.4", control.Request{}, control.Streams{Out: io.Discard, Err: &d})
	if code != 1 || err != nil || !strings.Contains(d.String(), "1.2.4") || !strings.Contains(d.String(), "1.2.3") {
		t.Errorf("code %d, error %v, diagnostics %q", code, err, d.String())
	}
}

func TestInputThatCannotBeReadIsNotTakenForItsEnd(t *testing.T) {
	path := socketIn(t)
	seen := make(chan error, 1)
	start(t, path, control.Config{Handler: func(_ context.Context, _ control.Request, s control.Streams) int {
		_, err := io.ReadAll(s.In)
		seen <- err
		return 1
	}})
	broken := errors.New("disk on fire")
	_, _, _, err := run(t, path, io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken)))
	if !errors.Is(err, broken) {
		t.Errorf("client: %v", err)
	}
	if err := <-seen; !errors.Is(err, control.ErrInputCut) {
		t.Errorf("server: %v", err)
	}
}

func TestAPanicEndsTheCommandAndNotTheServer(t *testing.T) {
	path := socketIn(t)
	var log bytes.Buffer
	start(t, path, control.Config{
		Log: slog.New(slog.NewTextHandler(&log, nil)),
		Handler: func(_ context.Context, r control.Request, _ control.Streams) int {
			if len(r.Args) > 0 {
				panic("inner detail")
			}
			return 0
		},
	})
	code, _, diagnostics, err := run(t, path, nil, "boom")
	if code != 1 || err != nil || diagnostics == "" || strings.Contains(diagnostics, "inner") || !strings.Contains(log.String(), "inner detail") {
		t.Errorf("code %d, error %v, diagnostics %q, log %s", code, err, diagnostics, log.String())
	}
	if code, _, _, err := run(t, path, nil); code != 0 || err != nil {
		t.Errorf("the next command: code %d, error %v", code, err)
	}
}

func TestMoreCommandsThanAllowedAreRefused(t *testing.T) {
	path := socketIn(t)
	begun, finish := make(chan bool), make(chan bool)
	start(t, path, control.Config{Commands: 1, Handler: func(context.Context, control.Request, control.Streams) int {
		begun <- true
		<-finish
		return 0
	}})
	first := make(chan int)
	go func() {
		code, _, _, _ := run(t, path, nil)
		first <- code
	}()
	<-begun
	code, _, diagnostics, err := run(t, path, nil)
	if code != 1 || err != nil || !strings.Contains(diagnostics, "try again") {
		t.Errorf("code %d, error %v, diagnostics %q", code, err, diagnostics)
	}
	close(finish)
	if code := <-first; code != 0 {
		t.Errorf("the first command ended with %d", code)
	}
}

func TestWhoeverGivesUpCancelsTheCommand(t *testing.T) {
	path := socketIn(t)
	begun, cause := make(chan bool), make(chan error, 1)
	start(t, path, control.Config{Handler: func(ctx context.Context, _ control.Request, _ control.Streams) int {
		begun <- true
		<-ctx.Done()
		cause <- context.Cause(ctx)
		return 1
	}})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-begun
		cancel()
	}()
	_, err := control.Run(ctx, path, version, control.Request{}, control.Streams{Out: io.Discard, Err: io.Discard})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("client: %v", err)
	}
	if err := <-cause; !errors.Is(err, control.ErrClientGone) {
		t.Errorf("server: %v", err)
	}
}
