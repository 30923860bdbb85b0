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

// emptied gives what empties a database that has the schema. To do that for each
// test takes a tenth of the time of making another one.
func emptied(t *testing.T, database string) func(t *testing.T) {
	openedAt(t, database)
	admin := connected(t, database)
	var tables string
	if err := admin.QueryRow(t.Context(), `SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables
		WHERE schemaname = 'public' AND tablename NOT IN ('goose_db_version', 'compatibility')`).Scan(&tables); err != nil {
		t.Fatal(err)
	}
	return func(t *testing.T) {
		t.Helper()
		run(t, admin, "TRUNCATE "+tables+" RESTART IDENTITY")
	}
}

func TestStore(t *testing.T) {
	database := pgtest.Database(t)
	empty := emptied(t, database)
	storetest.Run(t, func(t *testing.T) account.Store {
		empty(t)
		return sqlstore.New(openedAt(t, database))
	})
}

// withoutSessions is the URL for who has a pooler in between, which is left out.
func withoutSessions(t *testing.T, database string) string {
	return database + "&pooler=transaction&direct=" + pgtest.Shared(t).Address()
}

// TestStoreWithoutSessions uses the way in which nothing is kept in a session.
func TestStoreWithoutSessions(t *testing.T) {
	if testing.Short() {
		t.Skip("the suite runs once in a short test")
	}
	database := pgtest.Database(t)
	empty := emptied(t, database)
	storetest.Run(t, func(t *testing.T) account.Store {
		empty(t)
		return sqlstore.New(openedAt(t, withoutSessions(t, database)))
	})
}
