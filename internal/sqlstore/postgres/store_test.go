package postgres_test

import (
	"testing"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/pgtest"
	"perfil/internal/sqlstore/postgres"
)

// opened opens an empty database until the test ends.
func opened(t testing.TB) *postgres.Engine {
	t.Helper()
	return openedAt(t, pgtest.Database(t))
}

func openedAt(t testing.TB, database string) *postgres.Engine {
	t.Helper()
	e, err := postgres.Open(t.Context(), postgres.Options{URL: database})
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

// migrated gives the URL of a database with the schema, for others to be copied
// from: that takes a tenth of the time.
func migrated(t *testing.T) string {
	t.Helper()
	database := pgtest.Database(t)
	e, err := postgres.Open(t.Context(), postgres.Options{URL: database})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	return database
}

func TestStore(t *testing.T) {
	template := migrated(t)
	storetest.Run(t, func(t *testing.T) account.Store {
		return sqlstore.New(openedAt(t, pgtest.Copy(t, template)))
	})
}
