package postgres_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/pgtest"
)

// raise is a statement that fails with a SQLSTATE.
func raise(state string) string {
	return fmt.Sprintf(`DO $$ BEGIN RAISE EXCEPTION 'on purpose' USING ERRCODE = '%s'; END $$`, state)
}

// mark is a statement that leaves a row behind.
const mark = `INSERT INTO counters (key, ends_at, hits) VALUES ($1, 0, 1)`

const marks = `SELECT COUNT(*) FROM counters WHERE key = $1`

func TestAWriteIsRepeatedWhenNothingOfItHappened(t *testing.T) {
	database := pgtest.Database(t)
	e := openedAt(t, database)
	conn := connected(t, database)
	for _, state := range []string{"40001", "40P01", "0A000", "26000", "25006"} {
		t.Run(state, func(t *testing.T) {
			tries := 0
			err := e.Write(t.Context(), func(c sqlstore.Conn) error {
				tries++
				if _, err := c.Exec(t.Context(), mark, "key "+state); err != nil {
					return err
				}
				if tries < 3 {
					_, err := c.Exec(t.Context(), raise(state))
					return err
				}
				return nil
			})
			if err != nil || tries != 3 {
				t.Errorf("%d tries, error %v", tries, err)
			}
			if n := number(t, conn, marks, "key "+state); n != 1 {
				t.Errorf("it happened %d times", n)
			}
		})
	}
}

func TestAWriteIsNotRepeatedForEver(t *testing.T) {
	t.Parallel()
	e := opened(t)
	begun, tries := time.Now(), 0
	err := e.Write(t.Context(), func(c sqlstore.Conn) error {
		tries++
		_, err := c.Exec(t.Context(), raise("40001"))
		return err
	})
	told := e.Classify(err)
	if told.Kind != account.Unavailable || told.RetryAfter == 0 || tries < 3 || time.Since(begun) > patient {
		t.Errorf("after %d tries: %v, to be repeated after %v", tries, err, told.RetryAfter)
	}
}

func TestWhatIsNoAccidentIsNotRepeated(t *testing.T) {
	e := opened(t)
	for _, failing := range []string{raise("23505"), raise("22012"), raise("57014"), raise("53100"), "SELECT nonsense"} {
		tries := 0
		err := e.Write(t.Context(), func(c sqlstore.Conn) error {
			tries++
			_, err := c.Exec(t.Context(), failing)
			return err
		})
		if err == nil || tries != 1 {
			t.Errorf("%s: %d tries, error %v", failing, tries, err)
		}
	}
}

func TestAnErrorThatNobodyLookedAtIsTold(t *testing.T) {
	e := opened(t)
	err := e.Write(t.Context(), func(c sqlstore.Conn) error {
		_, _ = c.Exec(t.Context(), raise("22012"))
		_, err := c.Exec(t.Context(), mark, "later")
		if err == nil {
			t.Error("a transaction that is broken took a statement")
		}
		return nil
	})
	if err == nil {
		t.Error("a transaction that was rolled back was acknowledged")
	}
}

// endSelf makes a commit that touches the table fail in the middle of itself.
func endSelf(t *testing.T, database, body string) {
	t.Helper()
	conn := connected(t, database)
	run(t, conn, `CREATE SEQUENCE commits`)
	run(t, conn, `CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN `+body+` RETURN NULL; END $$`)
	run(t, conn, `CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON counters
		DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION at_commit()`)
}

func TestACommitThatIsRefusedIsRepeated(t *testing.T) {
	database := pgtest.Database(t)
	e := openedAt(t, database)
	endSelf(t, database, `IF nextval('commits') < 3 THEN RAISE EXCEPTION 'lost the race' USING ERRCODE = '40001'; END IF;`)
	tries := 0
	err := e.Write(t.Context(), func(c sqlstore.Conn) error {
		tries++
		_, err := c.Exec(t.Context(), mark, "key")
		return err
	})
	if err != nil || tries != 3 {
		t.Errorf("%d tries, error %v", tries, err)
	}
	if n := number(t, connected(t, database), marks, "key"); n != 1 {
		t.Errorf("it happened %d times", n)
	}
}

func TestACommitThatBrokeOffIsNotRepeated(t *testing.T) {
	database := pgtest.Database(t)
	n := nodeAt(t, database)
	endSelf(t, database, `PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(10);`)
	tries := 0
	err := n.engine.Write(t.Context(), func(c sqlstore.Conn) error {
		tries++
		_, err := c.Exec(t.Context(), mark, "key")
		return err
	})
	if told := n.engine.Classify(err); told.Kind != account.Unavailable || tries != 1 {
		t.Errorf("%d tries, error %v", tries, err)
	}
	if !strings.Contains(fmt.Sprint(err), "not known whether the commit happened") {
		t.Errorf("the error does not say what is unknown: %v", err)
	}
	if _, err := n.Find(t.Context(), account.Key{ID: 1}); !errors.Is(err, account.NotFound) {
		t.Errorf("the next operation got %v", err)
	}
}

func TestAWriteWhoseConnectionIsLostBeforeTheCommitHappensOnce(t *testing.T) {
	database := pgtest.Database(t)
	n := nodeAt(t, database)
	a := stored(t, n)
	admin := connected(t, database)
	tries := 0
	_, err := n.Update(t.Context(), a.ID, func(c *account.Change) error {
		tries++
		c.Account.Version++
		if tries == 1 {
			run(t, admin, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
				WHERE datname = current_database() AND state = 'idle in transaction'`)
		}
		return nil
	})
	if err != nil || tries != 2 {
		t.Fatalf("%d tries, error %v", tries, err)
	}
	if got, err := n.Find(t.Context(), account.Key{ID: a.ID}); err != nil || got.Version != a.Version+1 {
		t.Errorf("the version is %d, error %v; it was %d", got.Version, err, a.Version)
	}
}

func TestTransactionsThatWaitForEachOtherBothHappen(t *testing.T) {
	t.Parallel()
	database := pgtest.Database(t)
	e := openedAt(t, database)
	conn := connected(t, database)
	run(t, conn, mark, "a")
	run(t, conn, mark, "b")
	var (
		both  sync.WaitGroup
		ready sync.WaitGroup
		tries atomic.Int64
	)
	ready.Add(2)
	for _, order := range [][]string{{"a", "b"}, {"b", "a"}} {
		arrived := sync.OnceFunc(ready.Done)
		both.Go(func() {
			err := e.Write(t.Context(), func(c sqlstore.Conn) error {
				tries.Add(1)
				for i, key := range order {
					if _, err := c.Exec(t.Context(), `UPDATE counters SET hits = hits + 1 WHERE key = $1`, key); err != nil {
						return err
					}
					if i == 0 {
						arrived()
						ready.Wait()
					}
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	if sum := number(t, conn, `SELECT SUM(hits)::bigint FROM counters`); sum != 6 || tries.Load() != 3 {
		t.Errorf("the sum is %d after %d tries, want 6 after 3", sum, tries.Load())
	}
}

func TestNobodyWaitsForALockForEver(t *testing.T) {
	database := pgtest.Database(t)
	e := openedAt(t, database+"&lock_timeout=100")
	s := sqlstore.New(e)
	n := nodeAt(t, database)
	a := stored(t, n)
	_, err := n.Update(t.Context(), a.ID, func(*account.Change) error {
		_, err := s.Update(t.Context(), a.ID, func(*account.Change) error { return nil })
		told := account.ErrorOf(err)
		if told.Kind != account.Unavailable || told.RetryAfter == 0 {
			t.Errorf("who waited got %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
