package control_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"perfil/internal/control"
)

// frame is one frame as doc.go describes it.
func frame(kind byte, payload string) []byte {
	f := binary.BigEndian.AppendUint32([]byte{kind}, uint32(len(payload)))
	return append(f, payload...)
}

var hello = frame('r', `{"version":"`+version+`","args":[]}`)

// connect opens a bare connection that the test itself speaks on.
func connect(t *testing.T, path string, sent ...[]byte) net.Conn {
	t.Helper()
	conn, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if _, err := conn.Write(bytes.Join(sent, nil)); err != nil {
		t.Fatal(err)
	}
	return conn
}

func TestAClientThatSendsNoInputCannotHoldACommand(t *testing.T) {
	path := socketIn(t)
	seen := make(chan error, 1)
	start(t, path, control.Config{InputIdle: 20 * time.Millisecond, Handler: func(_ context.Context, _ control.Request, s control.Streams) int {
		_, err := io.ReadAll(s.In)
		seen <- err
		return 7
	}})
	conn := connect(t, path, hello, frame('i', "half of it"))
	if err := <-seen; !errors.Is(err, control.ErrInputIdle) {
		t.Errorf("the command sees %v", err)
	}
	answer := make([]byte, 6)
	if _, err := io.ReadFull(conn, answer); err != nil || !bytes.Equal(answer, frame('x', "\x07")) {
		t.Errorf("answer %q, error %v", answer, err)
	}
}

func TestAClientThatTakesNoOutputCannotHoldACommand(t *testing.T) {
	path := socketIn(t)
	seen := make(chan error, 1)
	start(t, path, control.Config{OutputIdle: 20 * time.Millisecond, Handler: func(ctx context.Context, _ control.Request, s control.Streams) int {
		_, err := io.Copy(s.Out, &counter{})
		<-ctx.Done()
		seen <- errors.Join(err, context.Cause(ctx))
		return 0
	}})
	connect(t, path, hello)
	if err := <-seen; !errors.Is(err, control.ErrClientGone) {
		t.Errorf("the command sees %v", err)
	}
}

func TestShutdownDoesNotWaitForOutputThatNobodyTakes(t *testing.T) {
	path := socketIn(t)
	full := make(chan bool)
	s := start(t, path, control.Config{OutputIdle: time.Hour, Handler: func(_ context.Context, _ control.Request, s control.Streams) int {
		// A write of a whole buffer's size never returns: nobody reads.
		_, _ = s.Out.Write(make([]byte, 64<<10))
		close(full)
		_, _ = s.Out.Write(make([]byte, 64<<20))
		return 0
	}})
	conn := connect(t, path, hello)
	<-full
	go func() { _ = conn.SetReadDeadline(time.Now()) }()
	if err := s.Shutdown(context.Background()); err != nil {
		t.Error(err)
	}
}

func TestInputThatBreaksOffIsNotTakenForItsEnd(t *testing.T) {
	path := socketIn(t)
	seen := make(chan error, 1)
	start(t, path, control.Config{Handler: func(_ context.Context, _ control.Request, s control.Streams) int {
		_, err := io.ReadAll(s.In)
		seen <- err
		return 1
	}})
	for name, sent := range map[string][]byte{
		"between frames": frame('i', "half"),
		"in a frame":     frame('i', "half")[:7],
		"in a header":    {'i', 0},
		"at once":        nil,
	} {
		if err := connect(t, path, hello, sent).Close(); err != nil {
			t.Fatal(err)
		}
		if err := <-seen; !errors.Is(err, control.ErrInputCut) {
			t.Errorf("%s: the command sees %v", name, err)
		}
	}
}

func TestWhoDoesNotSpeakTheLanguageIsSentAway(t *testing.T) {
	path := socketIn(t)
	start(t, path, control.Config{Handler: func(context.Context, control.Request, control.Streams) int { panic("never called") }})
	for name, sent := range map[string][]byte{
		"http":          []byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
		"no request":    frame('i', "x"),
		"no JSON":       frame('r', "{"),
		"huge frame":    {'r', 0xff, 0xff, 0xff, 0xff},
		"empty request": frame('r', ""),
	} {
		answer, err := io.ReadAll(connect(t, path, sent))
		if err != nil || !strings.HasSuffix(string(answer), string(frame('x', "\x01"))) {
			t.Errorf("%s: answer %q, error %v", name, answer, err)
		}
	}
}

func TestWhatFollowsTheEndOfTheInputEndsTheCommand(t *testing.T) {
	path := socketIn(t)
	start(t, path, control.Config{Handler: func(ctx context.Context, _ control.Request, s control.Streams) int {
		_, err := io.ReadAll(s.In)
		<-ctx.Done()
		_, _ = fmt.Fprint(s.Out, err)
		return 3
	}})
	conn := connect(t, path, hello, frame('e', ""), frame('i', "more"))
	want := append(frame('o', "<nil>"), frame('x', "\x03")...)
	answer := make([]byte, len(want))
	if _, err := io.ReadFull(conn, answer); err != nil || !bytes.Equal(answer, want) {
		t.Errorf("answer %q, error %v", answer, err)
	}
}

// FuzzServer throws bytes at a server; it must answer or hang up, and serve the
// next client.
func FuzzServer(f *testing.F) {
	f.Add([]byte("GET / HTTP/1.1\r\n\r\n"))
	f.Add(hello)
	f.Add(append(hello[:len(hello):len(hello)], frame('i', "x")...))
	f.Add([]byte{'r', 0, 0, 0, 2, '{', '}'})
	f.Add([]byte{'r', 0, 1, 0, 1})
	f.Fuzz(func(t *testing.T, sent []byte) {
		path := socketIn(t)
		start(t, path, control.Config{Handler: func(_ context.Context, _ control.Request, s control.Streams) int {
			_, _ = io.Copy(s.Out, s.In)
			return 0
		}})
		conn := connect(t, path, sent)
		if err := conn.(*net.UnixConn).CloseWrite(); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(conn); err != nil {
			t.Error(err)
		}
		if code, out, _, err := run(t, path, strings.NewReader("echo")); code != 0 || out != "echo" || err != nil {
			t.Errorf("the next client: code %d, output %q, error %v", code, out, err)
		}
	})
}
