package prove_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the databases are looked into without the server
	_ "modernc.org/sqlite"
)

// inside opens the database of a stopped server to look at what it left.
func inside(t *testing.T, folder string, settings []string) *sql.DB {
	t.Helper()
	driver, source := "sqlite", "file:"+filepath.Join(folder, "perfil-data", "perfil.db")
	for _, s := range settings {
		if url, ok := strings.CutPrefix(s, "PERFIL_DATABASE_URL="); ok {
			driver, source = "pgx", strings.ReplaceAll(url, "&pool_max_conns=8", "")
		}
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// column reads the texts of a query with one column.
func column(ctx context.Context, db *sql.DB, query string) ([]string, error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // only read
	var all []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		all = append(all, text)
	}
	return all, rows.Err()
}

// isWhole asks SQLite for damage to a file.
func isWhole(ctx context.Context, db *sql.DB) error {
	found, err := column(ctx, db, "PRAGMA integrity_check")
	if err != nil {
		return err
	}
	if len(found) != 1 || found[0] != "ok" {
		return errors.New(strings.Join(found, "\n"))
	}
	orphans, err := column(ctx, db, `SELECT "table" FROM pragma_foreign_key_check`)
	if err == nil && len(orphans) > 0 {
		err = errors.New("rows that belong to nobody in " + strings.Join(orphans, ", "))
	}
	return err
}

// lettersAreKept wants a letter to every address that was left: printed, or
// still to be sent.
func lettersAreKept(t *testing.T, db *sql.DB, all []*witness, printed string) (letters int) {
	t.Helper()
	waiting, err := column(t.Context(), db, "SELECT email FROM jobs WHERE kind = 'email-changed-mail'")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, address := range waiting {
		known[address] = true
	}
	for line := range strings.Lines(printed) {
		if address, ok := strings.CutPrefix(line, "To: "); ok {
			known[strings.TrimSpace(address)] = true
		}
	}
	for _, w := range all {
		letters += len(w.former)
		for _, address := range w.former {
			if !known[address] {
				t.Errorf("%s was left, and no letter says so", address)
			}
		}
	}
	return letters
}

// picturesAreKept wants every picture that is shown to be there, and no other,
// but those that are still to be removed and those of uploads without an answer.
func picturesAreKept(t *testing.T, db *sql.DB, all []*witness, folder string) (shown int) {
	t.Helper()
	strayed := 0
	for _, w := range all {
		strayed += w.strayed
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	lie := map[string]bool{}
	for _, f := range files {
		lie[f.Name()] = true
	}
	avatars, err := column(t.Context(), db, "SELECT avatar FROM accounts WHERE avatar <> ''")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range avatars {
		if !lie[name] {
			t.Errorf("the picture %s is shown and not there", name)
		}
		delete(lie, name)
	}
	leaving, err := column(t.Context(), db, "SELECT name FROM jobs WHERE kind = 'remove-avatar'")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range leaving {
		delete(lie, name)
	}
	if len(lie) > strayed {
		t.Errorf("%d pictures belong to nobody, and only %d uploads were not answered", len(lie), strayed)
	}
	return len(avatars)
}
