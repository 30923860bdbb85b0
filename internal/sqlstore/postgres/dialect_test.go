package postgres_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/pgtest"
	"perfil/internal/sqlstore/sqlite"
)

func TestEachStatementThatNeedsALockHasIt(t *testing.T) {
	portable := sqlstore.Portable()
	s := opened(t).Dialect(portable)
	for name, told := range map[string]struct{ ours, portable string }{
		"LockByID":      {s.LockByID, portable.LockByID},
		"ClaimJob":      {s.ClaimJob, portable.ClaimJob},
		"SweepSessions": {s.SweepSessions, portable.SweepSessions},
		"SweepSpent":    {s.SweepSpent, portable.SweepSpent},
		"SweepTickets":  {s.SweepTickets, portable.SweepTickets},
		"SweepCounters": {s.SweepCounters, portable.SweepCounters},
		"SweepEvents":   {s.SweepEvents, portable.SweepEvents},
	} {
		if told.ours == told.portable || !strings.Contains(told.ours, "FOR UPDATE") {
			t.Errorf("%s takes no lock:\n%s", name, told.ours)
		}
	}
}

func TestANodeSweepsWhenNoOtherDoes(t *testing.T) {
	database := pgtest.Database(t)
	n := nodeAt(t, database)
	a := stored(t, n)
	session := storetest.SignedIn(t, n.Store, a.ID)
	later := storetest.Noon().AddDate(1, 0, 0)
	other := connected(t, database)
	tx, err := other.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// As the other node's sweep holds it.
	if _, err := tx.Exec(t.Context(), `SELECT pg_advisory_xact_lock(1348825702, 2)`); err != nil {
		t.Fatal(err)
	}
	if err := n.Sweep(t.Context(), later, time.Hour); err != nil {
		t.Fatal(err)
	}
	if _, err := n.Session(t.Context(), session.ID); err != nil {
		t.Errorf("two nodes swept at once: %v", err)
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := n.Sweep(t.Context(), later, time.Hour); err != nil {
		t.Fatal(err)
	}
	if _, err := n.Session(t.Context(), session.ID); err == nil {
		t.Error("nobody swept")
	}
}

func TestASweepLeavesWhatIsBeingWritten(t *testing.T) {
	n := nodeAt(t, pgtest.Database(t))
	a, b := stored(t, n), stored(t, n)
	written, expired := storetest.SignedIn(t, n.Store, a.ID), storetest.SignedIn(t, n.Store, b.ID)
	_, err := n.Update(t.Context(), a.ID, func(c *account.Change) error {
		c.End = account.Ending{ID: written.ID}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	rotated := storetest.SignedIn(t, n.Store, a.ID)
	err = n.engine.Write(t.Context(), func(c sqlstore.Conn) error {
		if _, err := c.Exec(t.Context(), `UPDATE sessions SET last_used_at = 1 WHERE id = $1`, string(rotated.ID)); err != nil {
			return err
		}
		return n.Sweep(t.Context(), storetest.Noon().AddDate(1, 0, 0), time.Hour)
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.Session(t.Context(), rotated.ID); err != nil {
		t.Errorf("the session that was being written: %v", err)
	}
	if _, err := n.Session(t.Context(), expired.ID); err == nil {
		t.Error("the expired session is still there")
	}
}

func TestAdminsOfTwoNodesWhoDemoteEachOtherLeaveOne(t *testing.T) {
	database := pgtest.Database(t)
	one, two := nodeAt(t, database), nodeAt(t, database)
	for range 20 {
		a, b := stored(t, one, storetest.Admin), stored(t, one, storetest.Admin)
		demote := func(n *node, id account.ID) error {
			_, err := n.Update(t.Context(), id, func(c *account.Change) error {
				others, err := c.OtherAdmins()
				if err == nil && others == 0 {
					err = account.LastAdmin
				}
				c.Account.Role = account.RoleUser
				return err
			})
			return err
		}
		var both sync.WaitGroup
		both.Go(func() { _ = demote(one, b.ID) })
		both.Go(func() { _ = demote(two, a.ID) })
		both.Wait()
		left := number(t, connected(t, database), `SELECT COUNT(*) FROM accounts WHERE role = 'admin'`)
		if left != 1 {
			t.Fatalf("%d admins are left", left)
		}
		run(t, connected(t, database), `UPDATE accounts SET role = 'user'`)
	}
}

func TestACountOfAdminsStaysTrueUntilTheEndOfTheTransaction(t *testing.T) {
	n := nodeAt(t, pgtest.Database(t))
	a, b := stored(t, n, storetest.Admin), stored(t, n, storetest.Admin)
	var careless sync.WaitGroup
	_, err := n.Update(t.Context(), a.ID, func(c *account.Change) error {
		before, err := c.OtherAdmins()
		if err != nil {
			return err
		}
		// Somebody who does not ask makes the number fall.
		careless.Go(func() {
			_, err := n.Update(t.Context(), b.ID, func(c *account.Change) error {
				c.Account.Status = account.StatusSuspended
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
		time.Sleep(100 * time.Millisecond) // without the lock it is done by now
		again, err := c.OtherAdmins()
		if before != 1 || again != 1 {
			t.Errorf("the count went from %d to %d", before, again)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	careless.Wait()
}

// columns lists the columns of each table, but for what belongs to one engine.
type columns map[string]bool

func TestBothEnginesHaveTheSameTables(t *testing.T) {
	ours, theirs := columns{}, columns{}
	database := pgtest.Database(t)
	openedAt(t, database)
	rows, err := connected(t, database).Query(t.Context(), `SELECT table_name || '.' || column_name || ' ' ||
		CASE data_type WHEN 'bigint' THEN 'INTEGER' WHEN 'bytea' THEN 'BLOB' ELSE upper(data_type) END || ' ' || is_nullable
		FROM information_schema.columns WHERE table_schema = 'public'
		AND table_name NOT IN ('goose_db_version', 'compatibility')`)
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var column string
		if err := rows.Scan(&column); err != nil {
			t.Fatal(err)
		}
		ours[column] = true
	}
	e, err := sqlite.Open(t.Context(), t.TempDir()+"/perfil.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	theirs.read(t, e)
	for column := range ours {
		if !theirs[column] {
			t.Errorf("only PostgreSQL has %s", column)
		}
	}
	for column := range theirs {
		if !ours[column] {
			t.Errorf("only SQLite has %s", column)
		}
	}
}

func (c columns) read(t *testing.T, e *sqlite.Engine) {
	t.Helper()
	err := e.Read(t.Context(), func(conn sqlstore.Conn) error {
		rows, err := conn.Query(context.Background(), `SELECT m.name || '.' || c.name || ' ' || c.type || ' ' ||
			CASE WHEN c."notnull" OR c.pk THEN 'NO' ELSE 'YES' END
			FROM sqlite_schema AS m, pragma_table_info(m.name) AS c
			WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE 'goose%'`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var column string
			if err := rows.Scan(&column); err != nil {
				return err
			}
			c[column] = true
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
}
