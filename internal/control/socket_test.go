package control_test

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"perfil/internal/control"
)

func ok(context.Context, control.Request, control.Streams) int { return 0 }

func TestTheSocketIsForItsOwnerAlone(t *testing.T) {
	path := socketIn(t)
	start(t, path, control.Config{Handler: ok})
	info, err := os.Lstat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, error %v", info.Mode(), err)
	}
}

func TestAPathLongerThanAnAddressWorks(t *testing.T) {
	dir := filepath.Join(t.TempDir(), strings.Repeat("long", 50), strings.Repeat("er", 100))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "control.sock")
	if _, _, _, err := run(t, path, nil); !errors.Is(err, control.ErrNoServer) {
		t.Errorf("before: %v", err)
	}
	s := start(t, path, control.Config{Handler: ok})
	if code, _, _, err := run(t, path, nil); code != 0 || err != nil {
		t.Errorf("code %d, error %v", code, err)
	}
	if err := s.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := os.Lstat(path); err == nil {
		t.Error("the socket is still there")
	}
	if _, _, _, err := run(t, filepath.Join(dir, "not", "there"), nil); !errors.Is(err, control.ErrNoServer) {
		t.Errorf("in a folder that is not there: %v", err)
	}
}

func TestTheSocketOfAKilledServerIsReplaced(t *testing.T) {
	path := socketIn(t)
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	l.(*net.UnixListener).SetUnlinkOnClose(false)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := run(t, path, nil); !errors.Is(err, control.ErrNoServer) {
		t.Errorf("before: %v", err)
	}
	start(t, path, control.Config{Handler: ok})
	if code, _, _, err := run(t, path, nil); code != 0 || err != nil {
		t.Errorf("code %d, error %v", code, err)
	}
}

func TestAFileInPlaceOfTheSocketIsKept(t *testing.T) {
	path := socketIn(t)
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := control.Listen(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("error %v", err)
	}
	if data, _ := os.ReadFile(path); string(data) != "mine" {
		t.Errorf("the file holds %q", data)
	}
}
