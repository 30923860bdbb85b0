package sqlite_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/sqlite"
)

// raw opens a file as another program would.
func raw(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, statement := range statements {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

func TestWhatCannotBeOpenedIsSaidInASentence(t *testing.T) {
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	if err := os.WriteFile(at("text"), []byte(strings.Repeat("no database\n", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	raw(t, at("foreign"), "CREATE TABLE theirs (x)")
	raw(t, at("marked"), "PRAGMA application_id = 1")
	if err := openedAt(t, at("newer")).Close(); err != nil {
		t.Fatal(err)
	}
	raw(t, at("newer"), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)")
	for name, want := range map[string]string{
		"text":         "is not a SQLite database; move it away",
		"foreign":      "is the database of another program; move it away",
		"marked":       "is the database of another program; move it away",
		"newer":        "newer version of Perfil (its schema is 99",
		"none/data.db": "does not exist; make it",
		".":            "cannot be opened",
	} {
		before, _ := os.ReadFile(at(name))
		e, err := sqlite.Open(t.Context(), at(name))
		if err == nil {
			_ = e.Close()
			t.Errorf("%s was opened", name)
			continue
		}
		if !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), filepath.Dir(at(name))) {
			t.Errorf("%s: got error %q, want one with %q and the path", name, err, want)
		}
		if after, _ := os.ReadFile(at(name)); string(after) != string(before) {
			t.Errorf("%s was changed", name)
		}
	}
}

func TestAFileKeepsItsAccountsFromOneStartToTheNext(t *testing.T) {
	path := filepath.Join(t.TempDir(), "perfil.db")
	e := openedAt(t, path)
	want := storetest.Stored(t, sqlstore.New(e), storetest.Complete)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(path + "-*"); left != nil {
		t.Errorf("closing left %v behind", left)
	}
	got, err := sqlstore.New(openedAt(t, path)).Find(t.Context(), account.Key{ID: want.ID})
	if err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
}

func TestAStartThatWasCutShortIsGoneOnWith(t *testing.T) {
	folder := t.TempDir()
	for name, statements := range map[string][]string{
		"empty":  {},
		"marked": {"PRAGMA application_id = 0x50657266"},
		"zero":   {"PRAGMA application_id = 0x50657266", "CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY AUTOINCREMENT, version_id INTEGER NOT NULL, is_applied INTEGER NOT NULL, tstamp TIMESTAMP DEFAULT (datetime('now')))", "INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1)"},
	} {
		path := filepath.Join(folder, name)
		raw(t, path, statements...)
		storetest.Stored(t, sqlstore.New(openedAt(t, path)))
	}
}

func TestAJobOfAProcessThatWasKilledIsTakenUpByTheNext(t *testing.T) {
	path := filepath.Join(t.TempDir(), "perfil.db")
	e := openedAt(t, path)
	s := sqlstore.New(e)
	job := account.Job{Kind: account.JobResetMail, Email: "a@example.com"}
	if err := s.Record(t.Context(), nil, []account.Job{job}); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	if _, err := s.ClaimJob(t.Context(), now, time.Hour); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := sqlstore.New(openedAt(t, path)).ClaimJob(t.Context(), now, time.Hour)
	if err != nil || got.Email != job.Email || got.Attempts != 2 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestAnyPathWillDo(t *testing.T) {
	for _, name := range []string{"a b", "a?mode=memory", "a#b", "100%", "%41", "ñandú", "a&_pragma=synchronous(OFF)", "'q'"} {
		folder := filepath.Join(t.TempDir(), name)
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		e := openedAt(t, filepath.Join(folder, name))
		if got := ask(t, e, "PRAGMA synchronous"); got != "2" {
			t.Errorf("%s: synchronous is %s", name, got)
		}
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			t.Error(err)
		}
	}
}

func TestAllFilesAreTheOwnersAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "perfil.db")
	storetest.Stored(t, sqlstore.New(openedAt(t, path)))
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) != 3 {
		t.Fatalf("the files are %v, %v, want three", files, err)
	}
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != 0o600 {
			t.Errorf("%s has mode %v, want 0600", file, got)
		}
	}
}
