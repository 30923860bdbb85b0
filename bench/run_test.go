package main

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"perfil/internal/sqlstore/pgtest"
)

// The whole of it, far too short to tell anything: programs are built, databases
// filled, tables printed, and nothing is left.
func TestEverythingIsMeasuredAndNothingIsLeft(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the server")
	}
	dir := t.TempDir()
	var out, told bytes.Buffer
	err := run(t.Context(), []string{
		"-dir", dir, "-engines", "sqlite", "-rounds", "1", "-time", "30ms", "-accounts", "10000", "-clients", "4",
		"-only", "import|start-up|django, (warm|cold)|update, express|refresh|sign-up",
	}, &out, &told)
	if err != nil {
		t.Fatalf("%v\n%s", err, told.String())
	}
	for _, want := range []string{
		"\n## SQLite\n", "\n| import ", "\n| export ", "first answer ms", "\n| profile read, django, warm, 1000 accounts ",
		"\n| profile read, django, cold, 10000 accounts ", "ratio to floor", "ratio to single commits", "ratio to argon2id",
		"\n| refresh, 1000 accounts ",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in:\n%s", want, out.String())
		}
	}
	wantEmpty(t, dir)
}

func TestPostgresIsMeasuredToo(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the server")
	}
	server := pgtest.Shared(t)
	dir := t.TempDir()
	var out, told bytes.Buffer
	err := run(t.Context(), []string{
		"-dir", dir, "-postgres", server.URL("postgres"), "-engines", "postgres", "-rounds", "1", "-time", "30ms", "-clients", "4",
		"-only", "update, django",
	}, &out, &told)
	if err != nil {
		t.Fatalf("%v\n%s", err, told.String())
	}
	if got := out.String(); !strings.Contains(got, "\n## PostgreSQL\n") || !strings.Contains(got, "| profile update, django, 1000 accounts ") {
		t.Errorf("got:\n%s", got)
	}
	wantEmpty(t, dir)
}

func TestWhatCannotBeMeasuredLeavesNothingEither(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the floor")
	}
	dir := t.TempDir()
	var out, told bytes.Buffer
	err := run(t.Context(), []string{"-dir", dir, "-engines", "sqlite", "-perfil", "/bin/false", "-only", "warm"}, &out, &told)
	if err == nil || !strings.Contains(err.Error(), "perfil import") {
		t.Errorf("got %v", err)
	}
	wantEmpty(t, dir)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if run(ctx, []string{"-dir", dir, "-perfil", "/bin/false"}, &out, &told) == nil {
		t.Error("cancelled, and no error")
	}
	wantEmpty(t, dir)
}

func wantEmpty(t *testing.T, dir string) {
	t.Helper()
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
