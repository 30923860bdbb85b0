package migratetest

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver of postgres: sources
	_ "modernc.org/sqlite"             // the driver of sqlite: sources

	"perfil/internal/migrate/mariadbtest"
	"perfil/internal/sqlstore/pgtest"
)

// Formers runs a test on an empty database of each kind that a former system may
// have, named as an operator names it.
func Formers(t *testing.T, test func(t *testing.T, source string)) {
	t.Run("sqlite", func(t *testing.T) {
		test(t, "sqlite:"+filepath.Join(t.TempDir(), "a b?c#d%.db")) // a name that a URL would misread
	})
	t.Run("postgres", func(t *testing.T) { test(t, pgtest.Database(t)) })
	// The collation is one that tells capital letters from small ones, as the
	// others do.
	t.Run("mariadb", func(t *testing.T) { test(t, mariadbtest.Database(t, "utf8mb4 COLLATE utf8mb4_bin")) })
}

// Kind is "sqlite", "postgres" or "mysql".
func Kind(source string) string {
	kind, _, _ := strings.Cut(source, ":")
	return kind
}

// forClients are the lines of an export that its client reads and no database.
var forClients = strings.NewReplacer("\\set ON_ERROR_STOP on\nBEGIN;\n", "BEGIN;\n", ".bail on\nBEGIN;\n", "BEGIN;\n")

// SQL runs statements on a database of another system, or exports as the client of
// the database would.
func SQL(t testing.TB, source string, statements ...string) {
	t.Helper()
	driver, name := "pgx", source
	switch Kind(source) {
	case "mysql":
		mariadbtest.SQL(t, source, statements...)
		return
	case "sqlite":
		driver = "sqlite"
		name = "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(strings.TrimPrefix(source, "sqlite:"))
	}
	db, err := sql.Open(driver, name)
	Must(t, err)
	defer func() { Must(t, db.Close()) }()
	for _, s := range statements {
		if _, err := db.ExecContext(t.Context(), forClients.Replace(s)); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}
