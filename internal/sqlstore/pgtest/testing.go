package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
)

// shared is the server of the test process. It is the one thing that tests of a
// package have in common, because to start one takes longer than most tests. It
// ends with the process, by its keeper.
var shared = sync.OnceValues(func() (*Server, error) { return New(context.Background()) })

// Shared gives the server that the tests of this process share.
func Shared(t testing.TB) *Server {
	t.Helper()
	s, err := shared()
	need(t, err)
	return s
}

// Start starts a server for one test alone, which it may stop, kill or fill.
func Start(t testing.TB, options ...Option) *Server {
	t.Helper()
	s, err := New(t.Context(), options...)
	need(t, err)
	closeAfter(t, s)
	return s
}

// Standby starts a server that follows s, until the test ends.
func Standby(t testing.TB, s *Server, options ...Option) *Server {
	t.Helper()
	standby, err := s.NewStandby(t.Context(), options...)
	need(t, err)
	closeAfter(t, standby)
	return standby
}

// Database gives the URL of an empty database on the shared server. It goes
// when the test ends.
func Database(t testing.TB) string {
	t.Helper()
	s := Shared(t)
	made, err := s.CreateDatabase(t.Context())
	need(t, err)
	dropAfter(t, s, made)
	return made
}

// Copy gives the URL of a copy of a database on the shared server that nobody
// uses at the moment. It goes when the test ends.
func Copy(t testing.TB, of string) string {
	t.Helper()
	s := Shared(t)
	made, err := s.CopyDatabase(t.Context(), of)
	need(t, err)
	dropAfter(t, s, made)
	return made
}

func closeAfter(t testing.TB, s *Server) {
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the log of the server at %s:\n%s", s.Address(), s.Log())
		}
		if err := s.Close(); err != nil {
			t.Errorf("the server could not be removed: %v", err)
		}
	})
}

func dropAfter(t testing.TB, s *Server, database string) {
	t.Cleanup(func() {
		if err := s.DropDatabase(context.WithoutCancel(t.Context()), database); err != nil {
			t.Errorf("the database could not be removed: %v", err)
		}
	})
}

// need ends the test at an error: as skipped if nothing is installed and nobody
// insists.
func need(t testing.TB, err error) {
	t.Helper()
	switch {
	case err == nil:
	case errors.Is(err, ErrNotInstalled) && os.Getenv("PERFIL_TEST_POSTGRES") != "required":
		t.Skipf("NOT TESTED ON POSTGRESQL: %v", err)
	default:
		t.Fatalf("a PostgreSQL server for the test could not be had: %v", err)
	}
}

// nameOf is the name of the database in a URL that CreateDatabase gave.
func nameOf(database string) (string, error) {
	u, err := url.Parse(database)
	if err != nil {
		return "", err
	}
	name, ok := strings.CutPrefix(u.Path, "/perfil_")
	if !ok {
		return "", fmt.Errorf("%s is no database that was made here", u.Redacted())
	}
	return "perfil_" + name, nil
}
