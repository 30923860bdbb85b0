package postgres_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/pgtest"
)

func TestAStatementThatWaitedForTheCommitUndoesEverythingWhenItFails(t *testing.T) {
	database := pgtest.Database(t)
	e := openedAt(t, database)
	conn := connected(t, database)
	run(t, conn, mark, "taken")
	tries := 0
	err := e.Write(t.Context(), func(c sqlstore.Conn) error {
		tries++
		for _, key := range []string{"one", "taken", "two"} {
			if err := c.Queue(t.Context(), mark, key); err != nil {
				return err
			}
		}
		return nil
	})
	if told := e.Classify(err); told.Kind != account.Conflict || tries != 1 {
		t.Errorf("%d tries, error %v", tries, err)
	}
	if n := number(t, conn, `SELECT COUNT(*) FROM counters`); n != 1 {
		t.Errorf("%d rows are there, want 1", n)
	}
	if err := e.Write(t.Context(), func(c sqlstore.Conn) error { return c.Queue(t.Context(), mark, "later") }); err != nil {
		t.Errorf("the next write got %v", err)
	}
}

func TestAStatementThatWaitedIsRepeatedAfterALostRace(t *testing.T) {
	database := pgtest.Database(t)
	e := openedAt(t, database)
	tries := 0
	err := e.Write(t.Context(), func(c sqlstore.Conn) error {
		tries++
		if err := c.Queue(t.Context(), mark, "key"); err != nil {
			return err
		}
		if tries < 3 {
			return c.Queue(t.Context(), raise("40001"))
		}
		return nil
	})
	if n := number(t, connected(t, database), marks, "key"); err != nil || tries != 3 || n != 1 {
		t.Errorf("it happened %d times after %d tries, error %v", n, tries, err)
	}
}

func TestStatementsRunInTheirOrderHoweverManyWait(t *testing.T) {
	database := pgtest.Database(t)
	e := openedAt(t, database)
	const many = 1000
	err := e.Write(t.Context(), func(c sqlstore.Conn) error {
		if err := c.Queue(t.Context(), mark, "key"); err != nil {
			return err
		}
		for range many {
			if err := c.Queue(t.Context(), `UPDATE counters SET hits = hits + 1 WHERE key = $1`, "key"); err != nil {
				return err
			}
		}
		n, err := c.Exec(t.Context(), `UPDATE counters SET hits = hits + 1 WHERE hits = $1`, int64(many+1))
		if n != 1 {
			t.Errorf("the statements before had not run: %d rows", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAWriteThatOnlyQueuesSurvivesADeadConnection(t *testing.T) {
	database := pgtest.Database(t)
	n := nodeAt(t, database)
	admin := connected(t, database)
	for i := range 5 {
		hungry(t, n.engine, func() {})
		run(t, admin, endConnections)
		if err := n.Record(t.Context(), []account.Event{{Action: account.ActionSignInFailed}}, nil); err != nil {
			t.Errorf("write %d: %v", i, err)
		}
	}
	if n := number(t, admin, `SELECT COUNT(*) FROM events`); n != 5 {
		t.Errorf("%d events are there, want 5", n)
	}
}

// A server that lost its memory with the power has only what was on the disk.
func TestWhatWasAcknowledgedIsThereAfterACrash(t *testing.T) {
	s := pgtest.Start(t, pgtest.Setting("wal_writer_delay", "10s"))
	database, err := s.CreateDatabase(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n := nodeAt(t, database)
	a := stored(t, n)
	for _, name := range []string{"one", "two", "three"} {
		if err := n.rename(t.Context(), a.ID, name); err != nil {
			t.Fatal(err)
		}
		if err := s.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := s.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got, err := n.Find(t.Context(), account.Key{ID: a.ID}); err != nil || got.FirstName != name {
			t.Errorf("after the crash the name is %q, want %q, error %v", got.FirstName, name, err)
		}
	}
}

func TestACommitWaitsAloneWhereItCannotDoOtherwise(t *testing.T) {
	s := pgtest.Shared(t)
	if err := s.Exec(t.Context(), "CREATE ROLE bounded LOGIN"); err != nil {
		t.Fatal(err)
	}
	database := pgtest.Database(t)
	admin := connected(t, database)
	run(t, admin, "GRANT CREATE ON SCHEMA public TO bounded")
	run(t, admin, "REVOKE EXECUTE ON FUNCTION pg_logical_emit_message(boolean, text, text) FROM PUBLIC")
	run(t, admin, "REVOKE EXECUTE ON FUNCTION pg_logical_emit_message(boolean, text, bytea) FROM PUBLIC")
	n := nodeAt(t, strings.Replace(database, "//perfil:", "//bounded:", 1))
	a := stored(t, n)
	if err := n.rename(t.Context(), a.ID, "Ada"); err != nil {
		t.Fatal(err)
	}
	if got, err := n.Find(t.Context(), account.Key{ID: a.ID}); err != nil || got.FirstName != "Ada" {
		t.Errorf("the name is %q, error %v", got.FirstName, err)
	}
}

func TestAChangeThatIsRefusedTellsAllThatIsTaken(t *testing.T) {
	n := nodeAt(t, pgtest.Database(t))
	a, b, c := stored(t, n), stored(t, n), stored(t, n)
	_, err := n.Update(t.Context(), a.ID, func(change *account.Change) error {
		change.Account.Username, change.Account.Email = b.Username, c.Email
		change.Events = []account.Event{{At: time.Now(), Action: account.ActionUpdated}}
		return nil
	})
	told := account.ErrorOf(err)
	if !errors.Is(err, account.Conflict) || !told.Has(account.FieldUsername, account.Taken) || !told.Has(account.FieldEmail, account.Taken) {
		t.Errorf("got %v", err)
	}
	if events, err := n.Events(t.Context(), account.EventQuery{Limit: 10}); err != nil || len(events) != 0 {
		t.Errorf("a change that was refused left %d events, error %v", len(events), err)
	}
	storetest.SignedIn(t, n.Store, a.ID)
}

func TestACommitThatNoStandbyConfirmedIsNotAcknowledged(t *testing.T) {
	t.Parallel()
	s := pgtest.Start(t)
	database, err := s.CreateDatabase(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n := nodeAt(t, database)
	a := stored(t, n)
	admin := connected(t, database)
	run(t, admin, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
	run(t, admin, "SELECT pg_reload_conf()")
	eventually(t, "commits wait", func() bool {
		return number(t, admin, "SELECT COUNT(*) FROM pg_settings WHERE name = 'synchronous_standby_names' AND setting = 'nobody'") == 1
	})
	done := make(chan error)
	go func() { done <- n.rename(t.Context(), a.ID, "Ada") }()
	eventually(t, "the commit waits", func() bool {
		return number(t, admin, `SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`) > 0
	})
	run(t, admin, `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`)
	if err := <-done; !errors.Is(err, account.Unavailable) {
		t.Errorf("the commit was acknowledged with %v", err)
	}
	run(t, admin, "SET synchronous_commit = local")
	run(t, admin, "ALTER SYSTEM RESET synchronous_standby_names")
	run(t, admin, "SELECT pg_reload_conf()")
}
