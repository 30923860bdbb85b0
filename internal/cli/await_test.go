package cli_test

import (
	"net"
	"strings"
	"testing"
)

// silent is the address of a server that takes connections and says nothing.
func silent(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		var all []net.Conn
		for {
			conn, err := l.Accept()
			if err != nil {
				for _, c := range all {
					_ = c.Close()
				}
				return
			}
			all = append(all, conn)
		}
	}()
	return l.Addr().String()
}

// A command on a database that does not answer said nothing for a minute.
func TestWhoWaitsForADatabaseIsToldAndNotForEver(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	at := silent(t)
	m.env = append(m.env, "PERFIL_DATABASE_URL=postgres://ada:very-secret@"+at+"/accounts?sslmode=disable")
	r := m.run("user", "list").says("Waiting for the database postgres://"+at+"/accounts to answer, for about 10s.", "waited 10s for it", "look whether the database runs, and at PERFIL_DATABASE_URL")
	if r.code != 1 || strings.Contains(r.err, "very-secret") || strings.Count(r.err, "\n") != 2 {
		t.Errorf("exit code %d\n%s", r.code, r.err)
	}
}

// A move waited as long, and without a word.
func TestAMoveSaysWhatItWaitsFor(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	at := silent(t)
	url := m.file("url", "postgres://ada:very-secret@"+at+"/accounts?sslmode=disable\n")
	r := m.run("move", "--from", "@"+url, "--to", "sqlite:"+m.data).says("Waiting for the database postgres://"+at+"/accounts to answer, for about 10s.", "waited 10s for it", "look whether the database runs, and at --from")
	if r.code != 1 || strings.Contains(r.err, "very-secret") || strings.Count(r.err, "\n") != 2 {
		t.Errorf("exit code %d\n%s", r.code, r.err)
	}
}
