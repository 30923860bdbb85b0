package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"perfil/internal/datadir"
)

func TestServeWaitsForACommandThatHoldsTheFolder(t *testing.T) {
	m := newMachine(t)
	m.create("ada", "user")
	dir, err := datadir.Open(m.data)
	must(t, err)
	must(t, dir.Lock())
	go func() {
		time.Sleep(200 * time.Millisecond)
		_ = dir.Close()
	}()
	if s := m.serve(); !strings.Contains(s.err.String(), "waiting for it to end") {
		t.Errorf("it says %s", s.err)
	}
	began := time.Now()
	m.run("serve", "--addr", "127.0.0.1:0").fails(1, "stop it first")
	if waited := time.Since(began); waited > 8*time.Second {
		t.Errorf("it waited %v for another server", waited)
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
