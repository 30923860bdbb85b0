package postgres_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"perfil/internal/sqlstore/pgtest"
	"perfil/internal/sqlstore/postgres"
)

func TestNodesThatStartAtOnceOnAnEmptyDatabaseAllStart(t *testing.T) {
	database := pgtest.Database(t)
	engines := make([]*postgres.Engine, 5)
	errs := make([]error, len(engines))
	var all sync.WaitGroup
	for i := range engines {
		all.Go(func() { engines[i], errs[i] = postgres.Open(t.Context(), postgres.Options{URL: database}) })
	}
	all.Wait()
	for i, err := range errs {
		if err != nil {
			t.Errorf("node %d: %v", i, err)
			continue
		}
		_ = engines[i].Close()
	}
	conn := connected(t, database)
	twice := number(t, conn, `SELECT COUNT(*) FROM (SELECT version_id FROM goose_db_version
		GROUP BY version_id HAVING COUNT(*) > 1) AS t`)
	if applied := number(t, conn, `SELECT COUNT(*) FROM goose_db_version`); applied < 3 || twice != 0 {
		t.Errorf("%d migrations were noted, %d of them twice", applied, twice)
	}
}

func TestADatabaseThatIsUpToDateIsNotTouched(t *testing.T) {
	database := pgtest.Database(t)
	openedAt(t, database)
	conn := connected(t, database)
	// Who migrates wants this lock; who has nothing to migrate need not wait for it.
	tx, err := conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), "LOCK TABLE accounts IN ACCESS EXCLUSIVE MODE"); err != nil {
		t.Fatal(err)
	}
	openedAt(t, database)
}

func TestTheStartWaitsForADatabaseThatComesLater(t *testing.T) {
	s := pgtest.Start(t)
	database, err := s.CreateDatabase(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	opened := make(chan error)
	go func() {
		e, err := postgres.Open(t.Context(), postgres.Options{
			URL: database, Log: slog.New(slog.NewTextHandler(&log, nil)),
		})
		if err == nil {
			err = e.Close()
		}
		opened <- err
	}()
	select {
	case err := <-opened:
		t.Fatalf("it did not wait: %v", err)
	case <-time.After(500 * time.Millisecond):
	}
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-opened; err != nil {
		t.Fatal(err)
	}
	if told := strings.Count(log.String(), "waiting for the database"); told != 1 {
		t.Errorf("the operator was told %d times:\n%s", told, &log)
	}
	hides(t, log.String())
}

// hides checks that a text for an operator does not show the password.
func hides(t *testing.T, text string) {
	t.Helper()
	if strings.Contains(text, pgtest.Password) {
		t.Errorf("the password is in %q", text)
	}
}

func TestWhatCannotWorkIsToldInASentenceWithoutThePassword(t *testing.T) {
	s := pgtest.Shared(t)
	closed := closedPort(t)
	for name, told := range map[string]struct {
		url  string
		want string
	}{
		"no such database": {s.URL("nowhere"), "does not exist; make it with CREATE DATABASE"},
		"no such user":     {strings.Replace(s.URL("postgres"), "//perfil:", "//nobody:", 1), "does not let the user"},
		"nobody listens": {
			fmt.Sprintf("postgres://perfil:%s@%s/perfil?sslmode=disable", pgtest.Password, closed), "nobody listens",
		},
		"two places where nobody listens": {
			fmt.Sprintf("postgres://perfil:%s@%s,%s/perfil?sslmode=disable", pgtest.Password, closed, closed), "nobody listens",
		},
		"no such host": {"postgres://perfil:" + pgtest.Password + "@host.invalid/perfil", "has no address"},
		"TLS where there is none": {
			strings.Replace(s.URL("postgres"), "sslmode=disable", "sslmode=require", 1), "TLS",
		},
		"another kind of database":   {"mysql://perfil:" + pgtest.Password + "@localhost/perfil", "must begin with postgres://"},
		"no number for a port":       {"postgres://perfil:" + pgtest.Password + "@localhost:port/perfil", "cannot be read"},
		"a password with a slash":    {"postgres://perfil:" + pgtest.Password + "/x@localhost/perfil", "cannot be read"},
		"a password with a hash":     {"postgres://perfil:x#" + pgtest.Password + "@localhost:port/perfil", "cannot be read"},
		"no such sslmode":            {"postgres://perfil:" + pgtest.Password + "@localhost/perfil?sslmode=maybe", "sslmode"},
		"no number of connections":   {s.URL("postgres") + "&pool_max_conns=many", "cannot be read"},
		"no such pooler":             {s.URL("postgres") + "&pooler=session", "pooler=transaction"},
		"a pooler and no way around": {s.URL("postgres") + "&pooler=transaction", "direct=host:port"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := postgres.Open(t.Context(), postgres.Options{URL: told.url, Wait: time.Millisecond})
			if err == nil || !strings.Contains(err.Error(), told.want) {
				t.Fatalf("got error %v, want one with %q", err, told.want)
			}
			hides(t, err.Error())
			hides(t, fmt.Sprintf("%v %s %q", err, err, err))
		})
	}
}

// closedPort is an address where nobody listens.
func closedPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

func TestAPasswordInAParameterIsHiddenToo(t *testing.T) {
	address := closedPort(t)
	_, err := postgres.Open(t.Context(), postgres.Options{
		URL:  "postgres://perfil@" + address + "/perfil?password=" + pgtest.Password,
		Wait: time.Millisecond,
	})
	if err == nil {
		t.Fatal("it opened")
	}
	hides(t, err.Error())
}

func TestTheWaitAtTheStartIsBoundedAndEndsWithItsCaller(t *testing.T) {
	options := postgres.Options{URL: "postgres://perfil@" + closedPort(t) + "/perfil?sslmode=disable", Wait: time.Hour}
	ctx, leave := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer leave()
	if _, err := postgres.Open(ctx, options); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got error %v, want the one of the caller who went away", err)
	}
	options.Wait = 300 * time.Millisecond
	_, err := postgres.Open(t.Context(), options)
	if err == nil || !strings.Contains(err.Error(), "waited 300ms") {
		t.Errorf("got error %v, want one that says how long it waited", err)
	}
}

func TestADatabaseThatIsNotOursIsRefused(t *testing.T) {
	for name, told := range map[string]struct{ prepare, want string }{
		"another program's": {`CREATE TABLE accounts (id int)`, "another program"},
		"one of a newer release that took something away": {
			`UPDATE compatibility SET needs = 999`, "newer version of Perfil",
		},
	} {
		t.Run(name, func(t *testing.T) {
			database := pgtest.Database(t)
			if strings.HasPrefix(told.prepare, "UPDATE") {
				openedAt(t, database)
			}
			run(t, connected(t, database), told.prepare)
			_, err := postgres.Open(t.Context(), postgres.Options{URL: database})
			if err == nil || !strings.Contains(err.Error(), told.want) {
				t.Errorf("got error %v, want one with %q", err, told.want)
			}
		})
	}
}

func TestADatabaseThatANewerReleaseAddedToIsUsed(t *testing.T) {
	database := pgtest.Database(t)
	openedAt(t, database)
	conn := connected(t, database)
	run(t, conn, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, true)`)
	run(t, conn, `ALTER TABLE accounts ADD COLUMN nickname text`)
	stored(t, nodeAt(t, database))
}

func TestTextIsRefusedThatIsNotUTF8(t *testing.T) {
	s := pgtest.Shared(t)
	database := s.URL("perfil_ascii")
	if err := s.Exec(t.Context(), "CREATE DATABASE perfil_ascii TEMPLATE template0 ENCODING SQL_ASCII"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.DropDatabase(context.Background(), database) })
	_, err := postgres.Open(t.Context(), postgres.Options{URL: database})
	if err == nil || !strings.Contains(err.Error(), "ENCODING 'UTF8'") {
		t.Errorf("got error %v", err)
	}
}

func TestAUserWithoutRightsIsToldWhichItNeeds(t *testing.T) {
	s := pgtest.Shared(t)
	if err := s.Exec(t.Context(), "CREATE ROLE guest LOGIN"); err != nil {
		t.Fatal(err)
	}
	database := pgtest.Database(t)
	run(t, connected(t, database), "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
	guest := strings.Replace(database, "//perfil:", "//guest:", 1)
	_, err := postgres.Open(t.Context(), postgres.Options{URL: guest})
	if err == nil || !strings.Contains(err.Error(), "GRANT CREATE ON SCHEMA") {
		t.Errorf("got error %v", err)
	}
}
