package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"perfil/internal/datadir"
)

func TestServeWaitsForACommandThatHoldsTheFolder(t *testing.T) {
	m := newMachine(t)
	m.create("ada", "user")
	dir, err := datadir.Open(m.data)
	must(t, err)
	must(t, dir.Lock())
	s := m.start()
	s.waitFor(s.err, regexp.MustCompile("waiting for it to end"))
	if strings.Contains(s.out.String(), "listening") {
		t.Errorf("it serves a folder that another one holds: %s", s.out)
	}
	must(t, dir.Close())
	s.waitFor(s.out, listening)
	// Before it waits it says so.
	if r := m.run("serve", "--addr", "127.0.0.1:0").fails(1, "stop it first"); strings.Contains(r.err, "waiting for it to end") {
		t.Errorf("it waits for another server: %s", r.err)
	}
}

func TestAServerDoesNotBeginAnew(t *testing.T) {
	m, s, token, picture := inhabited(t)
	s.end()
	key, database := filepath.Join(m.data, "secret.key"), filepath.Join(m.data, "perfil.db")
	away := func(name string) (back func()) {
		must(t, os.Rename(name, name+".away"))
		return func() { must(t, os.Rename(name+".away", name)) }
	}
	back := away(database)
	m.run("serve", "--addr", "127.0.0.1:0").fails(1, "perfil.db is missing", "perfil restore")
	m.run("user", "list").fails(1, "perfil.db is missing")
	must(t, os.WriteFile(database, nil, 0o600))
	m.run("serve", "--addr", "127.0.0.1:0").fails(1, "perfil.db is empty")
	m.run("doctor").says("perfil.db is empty", "1 problem found")
	back()
	back = away(key)
	m.run("serve", "--addr", "127.0.0.1:0").fails(1, "people are signed in", "openssl rand")
	back()
	m.serve().stillIn(token, picture)
}
