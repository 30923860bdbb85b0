package sqlstore_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/pgtest"
	"perfil/internal/sqlstore/postgres"
	"perfil/internal/sqlstore/sqlite"
)

// script runs a script on a database of PostgreSQL.
func script(t *testing.T, database, text string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context()) //nolint:errcheck // a test
	if _, err := conn.PgConn().Exec(t.Context(), text).ReadAll(); err != nil {
		t.Fatal(err)
	}
}

func restoredPostgres(t *testing.T, dump string) sqlstore.Engine {
	t.Helper()
	database := pgtest.Database(t)
	script(t, database, dump)
	e, err := postgres.Open(t.Context(), postgres.Options{URL: database})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e
}

// dumpedPostgres fills a database and dumps it.
func dumpedPostgres(t *testing.T) (string, sqlstore.Engine) {
	t.Helper()
	database := pgtest.Database(t)
	e, err := postgres.Open(t.Context(), postgres.Options{URL: database})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	filled(t, e)
	text, err := pgtest.Shared(t).Dump(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	return text, e
}

// postgresSchema tells everything of a schema but the order of columns, which an
// upgrade may leave another than a new database has.
func postgresSchema(t *testing.T, e sqlstore.Engine) []string {
	return told(t, e, `
		SELECT format('%s.%s %s %s %s %s %s', relname, attname, format_type(atttypid, atttypmod), attnotnull, attidentity,
			collname, pg_get_expr(adbin, adrelid))
			FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid LEFT JOIN pg_collation ON pg_collation.oid = attcollation
			LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
			WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
		UNION ALL SELECT format('table %s %s', relname, reloptions) FROM pg_class
			WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
		UNION ALL SELECT format('%s %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid), convalidated)
			FROM pg_constraint WHERE connamespace = 'public'::regnamespace
		UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
		UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
		UNION ALL SELECT format('%s %s', pg_get_triggerdef(oid), tgenabled) FROM pg_trigger WHERE NOT tgisinternal
		UNION ALL SELECT format('needs %s', needs) FROM compatibility
		UNION ALL SELECT format('migration %s', version_id) FROM goose_db_version`)
}

func told(t *testing.T, e sqlstore.Engine, question string) (lines []string) {
	t.Helper()
	err := e.Read(t.Context(), func(c sqlstore.Conn) error {
		rows, err := c.Query(t.Context(), question)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				return err
			}
			lines = append(lines, strings.Join(strings.Fields(line), " "))
		}
		return rows.Err()
	})
	if err != nil || len(lines) == 0 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	return lines
}

// plainly opens the file of a database without our engine.
func plainly(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func restoredSQLite(t *testing.T, dump string) sqlstore.Engine {
	t.Helper()
	path := filepath.Join(t.TempDir(), "perfil.db")
	db := plainly(t, path)
	if _, err := db.ExecContext(t.Context(), dump); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	e, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e
}

func sqliteSchema(t *testing.T, e sqlstore.Engine) []string {
	return told(t, e, `SELECT type || ' ' || name || ' ' || sql FROM sqlite_schema WHERE sql IS NOT NULL
		UNION ALL SELECT 'migration ' || version_id FROM goose_db_version`)
}

// dumpedSQLite fills a database and dumps it.
func dumpedSQLite(t *testing.T) (string, sqlstore.Engine) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "perfil.db")
	e, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	filled(t, e)
	db := plainly(t, path)
	var id int64
	if err := db.QueryRowContext(t.Context(), "PRAGMA application_id").Scan(&id); err != nil {
		t.Fatal(err)
	}
	dump := []string{fmt.Sprintf("PRAGMA application_id = %d", id)}
	dump = append(dump, column(t, db, `SELECT sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid`)...)
	for _, table := range column(t, db, `SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid`) {
		values := column(t, db, `SELECT group_concat('quote(' || name || ')', ' || '', '' || ') FROM pragma_table_info('`+table+`')`)
		if strings.HasPrefix(table, "sqlite_stat") {
			continue // the engine counts again
		}
		if table == "sqlite_sequence" {
			dump = append(dump, "DELETE FROM sqlite_sequence")
		}
		dump = append(dump, column(t, db, `SELECT 'INSERT INTO `+table+` VALUES (' || `+values[0]+` || ')' FROM `+table)...)
	}
	dump = append(dump, column(t, db, `SELECT sql FROM sqlite_schema WHERE type <> 'table' AND sql IS NOT NULL ORDER BY rowid`)...)
	return strings.Join(dump, ";\n") + ";\n", e
}

func column(t *testing.T, db *sql.DB, query string) (values []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close() //nolint:errcheck // a test
	for rows.Next() {
		var value string
		if err := rows.Scan(&value); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		values = append(values, value)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return values
}

var version = regexp.MustCompile(`^\d+\.\d+\.\d+$`)

// typed finds out the types of the parameters of statements.
func typed(t *testing.T, e sqlstore.Engine, all []statement) {
	t.Helper()
	for i := range all {
		name := fmt.Sprint("typed_", i)
		err := e.Write(t.Context(), func(c sqlstore.Conn) error {
			if err := drained(t.Context(), c, "PREPARE "+name+" AS "+all[i].text); err != nil {
				return err
			}
			rows, err := c.Query(t.Context(), `SELECT unnest(parameter_types)::text FROM pg_prepared_statements WHERE name = $1`, name)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var one string
				if err := rows.Scan(&one); err != nil {
					return err
				}
				all[i].types = append(all[i].types, one)
			}
			return rows.Err()
		})
		if err != nil {
			t.Fatalf("%s: %v", all[i].name, err)
		}
	}
}
