package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"perfil/internal/sqlstore/pgtest"
)

func TestEveryPlaceOnPostgresIsADatabaseOfItsOwn(t *testing.T) {
	server := pgtest.Shared(t)
	p, err := openPostgres(t.Context(), server.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.close(); err != nil {
			t.Error(err)
		}
	}()
	seen := map[string]bool{}
	for range 2 {
		dir := filepath.Join(t.TempDir(), "data")
		at, err := p.place(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		url, ok := strings.CutPrefix(at.settings[1], "PERFIL_DATABASE_URL=")
		if !ok || seen[url] || at.settings[0] != "PERFIL_DATA_DIR="+dir {
			t.Errorf("the settings are %q", at.settings)
		}
		seen[url] = true
		connect(t, url)
		if err := at.end(nil); err != nil {
			t.Error(err)
		}
		if _, err := pgx.Connect(t.Context(), url); err == nil {
			t.Error("the database is still there")
		}
		if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the folder is still there: %v", err)
		}
	}
}

func TestPostgresOnThisMachineTellsItsTime(t *testing.T) {
	server := pgtest.Shared(t)
	p, err := openPostgres(t.Context(), server.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.close(); err != nil {
			t.Error(err)
		}
	}()
	cpu := p.cpu()
	if cpu == nil {
		t.Fatal("the server was not found among the processes")
	}
	if used, err := cpu(); err != nil || used <= 0 {
		t.Errorf("%v, %v", used, err)
	}
}

func TestAPostgresThatIsNotThereIsAnError(t *testing.T) {
	if _, err := openPostgres(t.Context(), "postgres://nobody@127.0.0.1:1/none?connect_timeout=2"); err == nil {
		t.Error("no error")
	}
}

func connect(t *testing.T, url string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(t.Context()); err != nil {
		t.Error(err)
	}
}
