package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"perfil/internal/sqlstore/pgtest"
	"perfil/internal/sqlstore/postgres"
)

// passwordsOnly makes a server ask for passwords, of which it knows none but that
// of the role guest.
func passwordsOnly(t *testing.T, s *pgtest.Server) {
	t.Helper()
	for _, statement := range []string{
		"CREATE ROLE guest LOGIN PASSWORD 'right'",
		`DO $$ BEGIN EXECUTE format('COPY (SELECT %L) TO %L',
			'host all guest 127.0.0.1/32 scram-sha-256', current_setting('hba_file')); END $$`,
		"SELECT pg_reload_conf()",
	} {
		if err := s.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
}

// refusedWith opens a database that cannot be opened, with an hour of patience.
func refusedWith(t *testing.T, database string) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patient)
	defer cancel()
	e, err := postgres.Open(ctx, postgres.Options{URL: database, Wait: time.Hour})
	if err == nil {
		_ = e.Close()
		t.Fatal("it opened")
	}
	if ctx.Err() != nil {
		t.Errorf("it waited for what waiting does not cure: %v", err)
	}
	return err
}

func TestWhatWaitingDoesNotCureIsToldAtOnce(t *testing.T) {
	s := pgtest.Start(t)
	passwordsOnly(t, s)
	as := func(who string) string {
		return strings.Replace(s.URL("postgres"), "perfil:"+pgtest.Password, who, 1)
	}
	for name, told := range map[string]struct{ url, want string }{
		"a wrong password":        {as("guest:wrong"), "refuses the user or the password"},
		"a user who is unknown":   {as("stranger:right"), "does not let the user"},
		"no such database":        {strings.Replace(as("guest:right"), "/postgres?", "/nowhere?", 1), "does not exist"},
		"TLS where there is none": {strings.Replace(as("guest:right"), "=disable", "=require", 1), "has no TLS"},
		"TLS if possible":         {strings.Replace(as("guest:wrong"), "=disable", "=prefer", 1), "refuses the user or the password"},
		"on one of several hosts": {
			strings.Replace(as("guest:wrong"), s.Address(), closedPort(t)+","+s.Address(), 1), "refuses the user or the password",
		},
	} {
		t.Run(name, func(t *testing.T) {
			err := refusedWith(t, told.url)
			if !strings.Contains(err.Error(), told.want) || strings.ContainsAny(err.Error(), "\n\t") {
				t.Errorf("got error %q, want one line with %q", err, told.want)
			}
		})
	}
}

// The one that is to come may let the user in that this one refuses.
func TestOneHostThatLetsNobodyInDoesNotSpeakForOneThatIsDown(t *testing.T) {
	s := pgtest.Start(t)
	passwordsOnly(t, s)
	both := strings.Replace(s.URL("postgres"), s.Address(), s.Address()+","+closedPort(t), 1)
	_, err := postgres.Open(t.Context(), postgres.Options{URL: both, Wait: 300 * time.Millisecond})
	if err == nil || !strings.Contains(err.Error(), "waited 300ms") {
		t.Errorf("got error %v, want one that says how long it waited", err)
	}
}

func TestWhoWaitsSaysAtOnceForWhat(t *testing.T) {
	log := &journal{}
	_, err := postgres.Open(t.Context(), postgres.Options{
		URL: "postgres://perfil@" + closedPort(t) + "/perfil", Wait: 300 * time.Millisecond, Log: log.logger(),
	})
	if err == nil || !strings.Contains(log.String(), "nobody listens where the database URL says") {
		t.Errorf("got error %v, and the log is %s", err, log)
	}
}

// A command that said that it waits for an answer said so of the migrations as well.
func TestThatADatabaseHasAnsweredIsToldBeforeItsTablesAreMade(t *testing.T) {
	url, err := pgtest.Start(t).CreateDatabase(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	look, answers := connected(t, url), 0
	e, err := postgres.Open(t.Context(), postgres.Options{URL: url, Answered: func() {
		answers++
		var tables int
		if err := look.QueryRow(t.Context(), "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").Scan(&tables); err != nil || tables > 0 {
			t.Errorf("%d tables, %v", tables, err)
		}
	}})
	if err != nil || answers != 1 {
		t.Fatalf("told %d times, %v", answers, err)
	}
	_ = e.Close()
	_, err = postgres.Open(t.Context(), postgres.Options{
		URL: "postgres://perfil@" + closedPort(t) + "/perfil", Wait: 300 * time.Millisecond, Answered: func() { answers++ },
	})
	var silent *postgres.UnansweredError
	if !errors.As(err, &silent) || silent.Waited != 300*time.Millisecond || answers != 1 {
		t.Errorf("told %d times, %v", answers, err)
	}
}

// behindSocket is the URL of a database by the socket of its server.
func behindSocket(t *testing.T, database string) string {
	t.Helper()
	var folder string
	if err := connected(t, database).QueryRow(t.Context(), "SHOW unix_socket_directories").Scan(&folder); err != nil {
		t.Fatal(err)
	}
	config, err := pgx.ParseConfig(database)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("postgres:///%s?host=%s&port=%d&user=%s", config.Database, url.QueryEscape(folder), config.Port, config.User)
}

func TestADatabaseIsReachedThroughItsSocket(t *testing.T) {
	database := pgtest.Database(t)
	here, there := nodeAt(t, behindSocket(t, database)), nodeAt(t, database)
	a := stored(t, there)
	if err := there.rename(t.Context(), a.ID, "Ada"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a node behind the socket hears", func() bool { return !here.ear.when(a.ID).IsZero() })
	if n := number(t, connected(t, database), `SELECT COUNT(*) FROM pg_stat_activity
		WHERE datname = current_database() AND application_name LIKE 'perfil%' AND client_addr IS NULL`); n < 2 {
		t.Errorf("%d connections came through the socket, want the pool's and the feed's", n)
	}
}

func TestAWayAroundAPoolerIsTakenAlsoFromASocket(t *testing.T) {
	database := pgtest.Database(t)
	hearsAll(t, nodeAt(t, behindSocket(t, database)+"&pooler=transaction&direct="+pgtest.Shared(t).Address()))
	look := connected(t, database)
	// One that lost its connection may be seen beside the one that it made after that.
	eventually(t, "one feed goes around the socket", func() bool {
		return number(t, look, `SELECT COUNT(*) FROM pg_stat_activity
			WHERE datname = current_database() AND application_name = 'perfil feed' AND client_addr IS NOT NULL`) == 1
	})
	if n := number(t, look, `SELECT COUNT(*) FROM pg_stat_activity
		WHERE datname = current_database() AND application_name = 'perfil feed' AND client_addr IS NULL`); n != 0 {
		t.Errorf("%d feeds come through the socket, want none", n)
	}
}
