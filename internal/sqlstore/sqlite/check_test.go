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

// damage clears a page in the middle of a file.
func damage(t *testing.T, path string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	if _, err := f.WriteAt(make([]byte, page), info.Size()/2/page*page); err != nil {
		t.Fatal(err)
	}
}

func TestTheCheckTellsOfDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "perfil.db")
	crowd(t, path)
	e := openedAt(t, path)
	damage(t, path)
	if err := e.Check(t.Context()); err == nil {
		t.Error("the damage was not seen")
	}
}

func TestAFileThatEndsInAPageIsNotOpened(t *testing.T) {
	path := filepath.Join(t.TempDir(), "perfil.db")
	crowd(t, path)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, less := range []int64{1, 100, 4095} {
		cut(t, path, int(info.Size()-less))
		if e, err := sqlite.Open(t.Context(), path); err == nil || !strings.Contains(err.Error(), "is damaged; restore a backup") {
			if e != nil {
				_ = e.Close()
			}
			t.Errorf("%d bytes less: %v", less, err)
		}
	}
}

func TestASmallFileThatIsDamagedIsNotOpened(t *testing.T) {
	path := filepath.Join(t.TempDir(), "perfil.db")
	crowd(t, path)
	damage(t, path)
	e, err := sqlite.Open(t.Context(), path)
	if err == nil {
		_ = e.Close()
		t.Fatal("it was opened")
	}
	if !strings.Contains(err.Error(), path+" is damaged; restore a backup") {
		t.Errorf("got %v", err)
	}
}

// crowd makes a file with some hundred accounts.
func crowd(t *testing.T, path string) {
	t.Helper()
	e := openedAt(t, path)
	s := sqlstore.New(e)
	for range 400 {
		storetest.Stored(t, s)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestASchemaWithoutItsVersionIsToldToBeDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "perfil.db")
	crowd(t, path)
	raw(t, path, "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET name = 'goose_db_wersion' WHERE name = 'goose_db_version'")
	e, err := sqlite.Open(t.Context(), path)
	if err == nil {
		_ = e.Close()
		t.Fatal("it was opened")
	}
	if !strings.Contains(err.Error(), "damaged; restore a backup") {
		t.Errorf("%v", err)
	}
	if _, err := looked(t, path).Census(t.Context()); err == nil {
		t.Error("a look finds nothing")
	}
}
