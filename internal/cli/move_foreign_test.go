package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"perfil/internal/sqlstore/pgtest"
)

// sqlOn runs statements in a database, as its owner would, and gives the tables
// that are there then.
func sqlOn(t *testing.T, url string, statements ...string) (tables string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	must(t, err)
	defer conn.Close(t.Context()) //nolint:errcheck // the test is over
	for _, s := range statements {
		_, err := conn.Exec(t.Context(), s)
		must(t, err)
	}
	must(t, conn.QueryRow(t.Context(), `SELECT COALESCE(string_agg(tablename, ' ' ORDER BY tablename), '')
		FROM pg_tables WHERE schemaname = 'public'`).Scan(&tables))
	return tables
}

// An operator took the URL of the application that is still running for that of
// Perfil.
func TestADatabaseOfAnotherProgramIsLeftAloneByAMoveAndByCommandsThatMakeNothing(t *testing.T) {
	m := newMachine(t)
	for name, prepare := range map[string][]string{
		"an application": {`CREATE TABLE "user" (id int)`, `CREATE TABLE role (id int)`},
		"one with goose": {`CREATE TABLE goose_db_version (id int)`, `CREATE TABLE accounts (id int)`},
		"empty":          nil,
	} {
		t.Run(name, func(t *testing.T) {
			url := pgtest.Database(t)
			before := sqlOn(t, url, prepare...)
			target := filepath.Join(t.TempDir(), "target")
			r := m.run("move", "--from", m.in(url), "--to", "sqlite:"+target)
			r.fails(1, "no accounts of Perfil in this database, and nothing was changed")
			if _, err := os.Lstat(target); err == nil {
				t.Error("the target was made")
			}
			other := newMachine(t)
			other.env = append(other.env, "PERFIL_DATABASE_URL="+url)
			other.run("user", "list").fails(1, "no accounts of Perfil")
			other.run("export", "jsonl", "-").fails(1, "no accounts of Perfil")
			if after := sqlOn(t, url); after != before {
				t.Errorf("there were the tables %q and now %q", before, after)
			}
		})
	}
}

func TestASourceOfAMoveIsNotBroughtUpToDate(t *testing.T) {
	m, url := newMachine(t), pgtest.Database(t)
	m.env = append(m.env, "PERFIL_DATABASE_URL="+url)
	m.create("ada", "user")
	before := sqlOn(t, url, `DROP TABLE moves`, `DELETE FROM goose_db_version WHERE version_id >= 4`)
	target := filepath.Join(t.TempDir(), "target")
	m.run("move", "--from", m.in(url), "--to", "sqlite:"+target).fails(1, "a former release", "perfil user list")
	if _, err := os.Lstat(target); err == nil || sqlOn(t, url) != before || strings.Contains(before, "moves") {
		t.Errorf("the target is there or the source has the tables %q: %v", sqlOn(t, url), err)
	}
}

func TestAMoveOfNothingLeavesNoTargetBehind(t *testing.T) {
	m, url := newMachine(t), pgtest.Database(t)
	m.env = append(m.env, "PERFIL_DATABASE_URL="+url)
	m.create("ada", "user")
	sqlOn(t, url, `TRUNCATE accounts, sessions, jobs, events, counters CASCADE`)
	target := filepath.Join(t.TempDir(), "target")
	m.run("move", "--from", m.in(url), "--to", "sqlite:"+target).fails(1, "holds nothing: look at --from")
	if _, err := os.Lstat(target); err == nil {
		t.Error("the target was made")
	}
}
