package sqlite_test

import (
	"database/sql"
	"testing"

	"perfil/internal/sqlstore/sqlite"
)

// promised are the pragmas that durability, references and bounds rest on.
var promised = map[string]string{
	"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000",
	"temp_store": "2", "mmap_size": "0", "journal_size_limit": "67108864",
}

func TestEveryConnectionHasThePragmas(t *testing.T) {
	e := opened(t)
	for pragma, want := range promised {
		if got := ask(t, e, "PRAGMA "+pragma); got != want {
			t.Errorf("writer: %s is %s, want %s", pragma, got, want)
		}
	}
	for name, db := range sqlite.Pools(e) {
		n := db.Stats().MaxOpenConnections
		for i := range n { // all are held at once, so each is another one
			conn, err := db.Conn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			checkReader(t, name, i, conn)
		}
		if got := db.Stats().OpenConnections; got != n {
			t.Errorf("%s: %d connections were looked at, want %d", name, got, n)
		}
	}
}

func checkReader(t *testing.T, name string, i int, conn *sql.Conn) {
	t.Helper()
	for pragma, want := range promised {
		if got := pragmaOf(t, conn, pragma); got != want {
			t.Errorf("%s %d: %s is %s, want %s", name, i, pragma, got, want)
		}
	}
	if got := pragmaOf(t, conn, "query_only"); got != "1" {
		t.Errorf("%s %d may write", name, i)
	}
	if _, err := conn.ExecContext(t.Context(), "DELETE FROM accounts"); err == nil {
		t.Errorf("%s %d wrote", name, i)
	}
}

func pragmaOf(t *testing.T, conn *sql.Conn, pragma string) (value string) {
	t.Helper()
	if err := conn.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&value); err != nil {
		t.Fatal(err)
	}
	return value
}
