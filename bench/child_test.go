package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAServerIsThereWhenItSaysWhere(t *testing.T) {
	c, err := shell(t, t.Context(), `echo warning >&2; printf 'listening on http://127.0.0.1:'; echo 4711; echo more; exec sleep 60`)
	if err != nil {
		t.Fatal(err)
	}
	if c.addr != "127.0.0.1:4711" {
		t.Errorf("the address is %q", c.addr)
	}
	c.stop()
	if err := c.explain(t.Context(), context.DeadlineExceeded); !strings.HasSuffix(err.Error(), "log:\nwarning\n") {
		t.Errorf("the error does not show the log: %v", err)
	}
}

func TestAServerThatEndsAtOnceIsAnError(t *testing.T) {
	_, err := shell(t, t.Context(), `echo the port is taken >&2; exit 1`)
	if err == nil || !strings.Contains(err.Error(), "the port is taken") {
		t.Errorf("got %v", err)
	}
}

func TestNobodyWaitsForAServerAfterCancelling(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := shell(t, ctx, `exec sleep 60`); err == nil {
		t.Error("no error")
	}
}

func shell(t *testing.T, ctx context.Context, script string) (*child, error) {
	t.Helper()
	return begin(ctx, filepath.Join(t.TempDir(), "log"), os.Environ(), "/bin/sh", "-c", script)
}
