package sqlite_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"perfil/internal/account/storetest"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/sqlite"
)

func TestTheCheckPassesAWholeFile(t *testing.T) {
	e := opened(t)
	s := sqlstore.New(e)
	storetest.SignedIn(t, s, storetest.Stored(t, s).ID)
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestTheCheckTellsOfRowsThatBelongToNobody(t *testing.T) {
	path := filepath.Join(t.TempDir(), "perfil.db")
	e := openedAt(t, path)
	s := sqlstore.New(e)
	a := storetest.Stored(t, s)
	storetest.SignedIn(t, s, a.ID)
	raw(t, path, "DELETE FROM accounts") // foreign keys are off there
	err := e.Check(t.Context())
	if err == nil || !strings.Contains(err.Error(), "1 rows belong to accounts that are not there") {
		t.Errorf("got %v", err)
	}
}

func TestTheCheckTellsOfDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "perfil.db")
	e := openedAt(t, path)
	s := sqlstore.New(e)
	for range 400 {
		storetest.Stored(t, s)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	middle := len(content) / 2 / page * page
	clear(content[middle : middle+page])
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	damaged, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = damaged.Close() }()
	if err := damaged.Check(t.Context()); err == nil {
		t.Error("the damage was not seen")
	}
}
