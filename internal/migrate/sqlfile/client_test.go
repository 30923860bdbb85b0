package sqlfile_test

import (
	"bytes"
	"fmt"
	"net/url"
	"os/exec"
	"strings"
	"testing"

	"perfil/internal/migrate/migratetest"
	"perfil/internal/migrate/sqlfile"
)

// file is an export of so many people, whose names a client could misread.
func file(t *testing.T, d sqlfile.Dialect, people int) *bytes.Buffer {
	t.Helper()
	var out bytes.Buffer
	f := sqlfile.New(&out, d, sqlfile.Table{Name: "people", Columns: []string{"id", "name"}, Fresh: []string{"news"}}, "People.", "Two\nlines.")
	for i := range people {
		name := fmt.Sprintf("O'Brien \\ :x \n\\q\n.quit\n%d", i)
		migratetest.Must(t, f.Row(sqlfile.Number(int64(i+1)), d.Text(name), d.Flag(true)))
	}
	migratetest.Must(t, f.End())
	return &out
}

// client is the program that an operator loads the file with, called as the
// documentation does.
func client(t *testing.T, source string) *exec.Cmd {
	t.Helper()
	name, arguments := "psql", []string{source}
	switch migratetest.Kind(source) {
	case "sqlite":
		name, arguments = "sqlite3", []string{strings.TrimPrefix(source, "sqlite:")}
	case "mysql":
		u, err := url.Parse(source)
		migratetest.Must(t, err)
		password, _ := u.User.Password()
		name = "mysql"
		arguments = []string{"--protocol=tcp", "-h", u.Hostname(), "-P", u.Port(), "-u", u.User.Username(), "-p" + password, u.Path[1:]}
	}
	if _, err := exec.LookPath(name); err != nil {
		t.Skipf("NOT TESTED WITH %s: %v", name, err)
	}
	return exec.CommandContext(t.Context(), name, arguments...)
}

// load gives a client a text to read and returns what it writes.
func load(t *testing.T, source, text string) (out, problems string, err error) {
	t.Helper()
	var o, p bytes.Buffer
	c := client(t, source)
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(text), &o, &p
	err = c.Run()
	return o.String(), p.String(), err
}

func TestTheClientsOfTheDatabasesLoadAFile(t *testing.T) {
	migratetest.Formers(t, func(t *testing.T, source string) {
		d := sqlfile.Dialect(migratetest.Kind(source))
		migratetest.SQL(t, source, "CREATE TABLE people (id bigint PRIMARY KEY, name varchar(50) NOT NULL UNIQUE, news boolean NOT NULL)",
			"INSERT INTO people (id, name, news) VALUES (7, 'Ada', false)")
		_, problems, err := load(t, source, file(t, d, 501).String())
		if err != nil || problems != "" {
			t.Fatalf("%v\n%s", err, problems)
		}
		out, _, err := load(t, source, "SELECT 'those', count(*) FROM people WHERE news OR name = 'Ada';")
		if err != nil || !strings.Contains(out, "500") {
			t.Errorf("%v\n%s", err, out)
		}
	})
}

// The second statement fails, so that nothing of the first may stay.
func TestAClientTellsThatAFileFailedAndKeepsNothing(t *testing.T) {
	migratetest.Formers(t, func(t *testing.T, source string) {
		d := sqlfile.Dialect(migratetest.Kind(source))
		migratetest.SQL(t, source, "CREATE TABLE people (id bigint PRIMARY KEY, name varchar(50) NOT NULL, news boolean NOT NULL, CHECK (id < 501))")
		_, problems, err := load(t, source, file(t, d, 1001).String())
		if err == nil || problems == "" || strings.Contains(problems, "already a transaction") {
			t.Errorf("%v\n%s", err, problems)
		}
		out, _, err := load(t, source, "SELECT 'rows:' || count(*) FROM people;")
		if d == sqlfile.MySQL {
			out, _, err = load(t, source, "SELECT concat('rows:', count(*)) FROM people;")
		}
		if err != nil || !strings.Contains(out, "rows:0\n") {
			t.Errorf("%v\n%s", err, out)
		}
	})
}
