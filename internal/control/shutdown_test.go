package control_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"testing"
	"time"

	"perfil/internal/control"
)

func TestShutdownEndsCommandsAndTheSocket(t *testing.T) {
	path := socketIn(t)
	begun := make(chan bool)
	s := start(t, path, control.Config{Handler: func(ctx context.Context, _ control.Request, s control.Streams) int {
		begun <- true
		_, err := io.ReadAll(s.In)
		_, _ = fmt.Fprint(s.Err, err)
		return 1
	}})
	stopped := make(chan error)
	go func() {
		<-begun
		stopped <- s.Shutdown(context.Background())
	}()
	quiet, _ := io.Pipe()
	code, _, diagnostics, err := run(t, path, quiet)
	if code != 1 || err != nil || diagnostics != control.ErrStopping.Error() {
		t.Errorf("code %d, error %v, diagnostics %q", code, err, diagnostics)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	if _, _, _, err := run(t, path, nil); !errors.Is(err, control.ErrNoServer) {
		t.Errorf("afterwards: %v", err)
	}
	if _, err := os.Lstat(path); err == nil {
		t.Error("the socket is still there")
	}
}

func TestShutdownGivesUpOnACommandThatDoesNotEnd(t *testing.T) {
	path := socketIn(t)
	begun, finish := make(chan bool), make(chan bool)
	s := start(t, path, control.Config{Handler: func(context.Context, control.Request, control.Streams) int {
		begun <- true
		<-finish
		return 0
	}})
	go func() { _, _, _, _ = run(t, path, nil) }()
	<-begun
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if err := s.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
	close(finish)
}

func TestAServerThatIsStoppedBeforeItServesDoesNotServe(t *testing.T) {
	l, err := control.Listen(socketIn(t))
	if err != nil {
		t.Fatal(err)
	}
	s := control.NewServer(control.Config{Version: version, Log: slog.New(slog.DiscardHandler)})
	if err := s.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	if err := s.Serve(l); err != nil {
		t.Error(err)
	}
	if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("the socket is open: %v", err)
	}
}
