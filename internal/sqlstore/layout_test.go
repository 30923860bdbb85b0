package sqlstore_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"perfil/internal/sqlstore"
)

// notCopied are the tables that a move leaves alone: they are about a database,
// not about accounts.
var notCopied = []string{"compatibility", "goose_db_version", "moves", "sqlite_sequence"}

// TestAMoveCopiesEveryColumnOfEveryTable holds the description of the tables
// against what the migrations make, so that none can be forgotten.
func TestAMoveCopiesEveryColumnOfEveryTable(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		compareLayout(t, opened(t), `
			SELECT m.name, p.name,
				CASE p.type WHEN 'INTEGER' THEN 'bigint' WHEN 'TEXT' THEN 'text' WHEN 'BLOB' THEN 'bytea' ELSE p.type END,
				p."notnull" = 0 AND p.pk = 0, p.pk
			FROM sqlite_schema AS m, pragma_table_info(m.name) AS p
			WHERE m.type = 'table' ORDER BY m.name, p.cid`)
	})
	t.Run("postgres", func(t *testing.T) {
		compareLayout(t, openedPostgres(t), `
			SELECT c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod),
				CASE WHEN a.attnotnull THEN 0 ELSE 1 END,
				COALESCE(array_position(i.indkey::int2[], a.attnum), -1)::bigint + 1
			FROM pg_class AS c
			JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
			LEFT JOIN pg_index AS i ON i.indrelid = c.oid AND i.indisprimary
			WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace
			ORDER BY c.relname, a.attnum`)
	})
}

func compareLayout(t *testing.T, e sqlstore.Engine, statement string) {
	t.Helper()
	found, keys := map[string][]string{}, map[string]string{}
	read(t, e, statement, func(rows sqlstore.Rows) error {
		var table, column, kind string
		var null, key int64
		err := rows.Scan(&table, &column, &kind, &null, &key)
		if null != 0 {
			kind += " null"
		}
		found[table] = append(found[table], column+" "+kind)
		switch {
		case key == 1:
			keys[table] = "key " + column
		case key > 1: // keys are declared in the order of columns
			keys[table] += ", " + column
		}
		return err
	})
	for table, columns := range found {
		found[table] = slices.Insert(columns, 0, keys[table])
	}
	for _, table := range notCopied {
		delete(found, table)
	}
	if d := cmp.Diff(found, sqlstore.Layout()); d != "" {
		t.Errorf("the migrations make (-), a move copies (+):\n%s", d)
	}
}

// read calls fn for every row of a result.
func read(t testing.TB, e sqlstore.Engine, statement string, fn func(sqlstore.Rows) error) {
	t.Helper()
	err := e.Snapshot(t.Context(), func(c sqlstore.Conn) error {
		rows, err := c.Query(t.Context(), statement)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if err := fn(rows); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
