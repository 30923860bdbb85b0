package sqlite_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"perfil/internal/account"
	"perfil/internal/sqlstore"
)

// A server went on for days over a page that could not be read, ready for all who
// asked.
func TestAnEngineThatMetDamageRefusesWhatFollows(t *testing.T) {
	path := filepath.Join(t.TempDir(), "perfil.db")
	crowd(t, path)
	e := openedAt(t, path)
	ruin(t, path)
	s := sqlstore.New(e)
	if e.SpoiltBy() != nil {
		t.Fatal("before anything was read")
	}
	met := 0
	for id := account.ID(1); id <= 400; id++ {
		if _, err := s.Find(t.Context(), account.Key{ID: id}); err != nil {
			met++
		}
	}
	if met == 0 {
		t.Fatal("nothing met the damage")
	}
	select {
	case <-e.Spoilt():
	default:
		t.Fatal("nobody is told")
	}
	if err := e.SpoiltBy(); err == nil || !strings.Contains(err.Error(), path+" is damaged; restore a backup") {
		t.Errorf("%v", err)
	}
	var told *account.Error
	if err := s.Ping(t.Context()); !errors.As(err, &told) || told.Kind != account.Unavailable || told.RetryAfter == 0 {
		t.Errorf("it is ready: %v", err)
	}
}

// ruin clears every page of a file but the first, which names the others.
func ruin(t *testing.T, path string) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if _, err := f.WriteAt(make([]byte, info.Size()-4096), 4096); err != nil {
		t.Fatal(err)
	}
}
