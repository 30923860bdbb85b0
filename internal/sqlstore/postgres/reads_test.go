package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/pgtest"
)

// endConnections ends all connections of the pools of a database.
const endConnections = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
	WHERE datname = current_database() AND application_name = 'perfil'`

func TestAReadIsRepeatedOnAnotherConnection(t *testing.T) {
	database := pgtest.Database(t)
	n := nodeAt(t, database)
	a := stored(t, n)
	admin := connected(t, database)
	for range 3 {
		hungry(t, n.engine, func() {}) // opens every connection
		run(t, admin, endConnections)
		if _, err := n.Find(t.Context(), account.Key{ID: a.ID}); err != nil {
			t.Errorf("a read got %v", err)
		}
		if _, err := n.List(t.Context(), account.Query{Limit: 1}); err != nil {
			t.Errorf("a list got %v", err)
		}
	}
	if n.engine.Stats().Repeated == 0 {
		t.Error("nothing was repeated, so nothing was tested")
	}
}

func TestAReadThatLosesItsConnectionInTheMiddleIsRepeated(t *testing.T) {
	database := pgtest.Database(t)
	e := openedAt(t, database)
	admin := connected(t, database)
	tries := 0
	err := e.Read(t.Context(), func(c sqlstore.Conn) error {
		tries++
		if tries == 1 {
			run(t, admin, endConnections)
		}
		return query(c, "SELECT 1")
	})
	if err != nil || tries != 2 {
		t.Errorf("%d tries, error %v", tries, err)
	}
}

func TestWhatWasToldOfASnapshotIsNotToldAgain(t *testing.T) {
	database := pgtest.Database(t)
	n := nodeAt(t, database)
	for range 3 {
		stored(t, n)
	}
	admin := connected(t, database)
	told := 0
	err := n.Each(t.Context(), func(account.Account) error {
		told++
		run(t, admin, endConnections)
		return nil
	})
	// The three are in the client's hands already; whether the end shows is open.
	if told > 3 {
		t.Errorf("%d accounts were told, error %v", told, err)
	}
}

func TestOnlyAWriteCanWrite(t *testing.T) {
	e := opened(t)
	for name, reading := range map[string]func(context.Context, func(sqlstore.Conn) error) error{
		"read": e.Read, "snapshot": e.Snapshot,
	} {
		err := reading(t.Context(), func(c sqlstore.Conn) error {
			_, err := c.Exec(t.Context(), `DELETE FROM accounts`)
			return err
		})
		if err == nil {
			t.Errorf("a %s could write", name)
		}
	}
}

func TestALongReadEndsWithItsCallerAndKeepsItsConnection(t *testing.T) {
	e := openedAt(t, pgtest.Database(t)+"&pool_max_conns=1")
	gone, leave := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer leave()
	begun := time.Now()
	err := e.Snapshot(gone, func(c sqlstore.Conn) error {
		rows, err := c.Query(gone, "SELECT pg_sleep(60)")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			continue
		}
		return rows.Err()
	})
	if err == nil || time.Since(begun) > patient {
		t.Errorf("got error %v after %s", err, time.Since(begun))
	}
	if err := e.Read(t.Context(), func(c sqlstore.Conn) error { return query(c, "SELECT 1") }); err != nil {
		t.Errorf("the next read got %v", err)
	}
}

func TestBytesThatAreNoTextDoNotFailASignIn(t *testing.T) {
	n := nodeAt(t, pgtest.Database(t))
	a := stored(t, n)
	session := storetest.Session()
	session.UserAgent = "a\xff\xfeb\x00c"
	_, err := n.Update(t.Context(), a.ID, func(c *account.Change) error {
		c.Start = &session
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := n.Session(t.Context(), session.ID); err != nil || got.UserAgent != "a\uFFFDb\uFFFDc" {
		t.Errorf("the session says %q, error %v", got.UserAgent, err)
	}
	if _, err := n.Find(t.Context(), account.Key{Username: "a\x00b\xff"}); !errors.Is(err, account.NotFound) {
		t.Errorf("looking for such a name got %v", err)
	}
}

func TestTheCheckFindsNothingWrongAndThenWhatIs(t *testing.T) {
	database := pgtest.Database(t)
	n := nodeAt(t, database)
	storetest.SignedIn(t, n.Store, stored(t, n, storetest.Complete).ID)
	if err := n.engine.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	conn := connected(t, database)
	run(t, conn, `SET session_replication_role = replica`) // no foreign keys, as after a careless restore
	run(t, conn, `DELETE FROM accounts`)
	if err := n.engine.Check(t.Context()); err == nil {
		t.Error("a session without an account was not found")
	}
}
