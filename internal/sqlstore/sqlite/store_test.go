package sqlite_test

import (
	"path/filepath"
	"testing"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/sqlite"
)

// opened opens a database in a folder of its own until the test ends.
func opened(t testing.TB) *sqlite.Engine {
	t.Helper()
	return openedAt(t, filepath.Join(t.TempDir(), "perfil.db"))
}

func openedAt(t testing.TB, path string) *sqlite.Engine {
	t.Helper()
	e, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("closing failed: %v", err)
		}
	})
	return e
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) account.Store { return sqlstore.New(opened(t)) })
}
