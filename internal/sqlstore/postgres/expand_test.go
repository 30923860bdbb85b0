package postgres_test

import (
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/sqlstore/pgtest"
	"perfil/internal/sqlstore/postgres"
)

// longestWait is for how long a migration may make anybody wait, who then waits
// for a moment more until it is their turn. It is checked where the table has the
// size for which it is promised; a small one on a busy machine only shows that
// nobody waits for ever.
const longestWait = time.Second

// accountsToMigrate is how many accounts there are, and what is checked with so
// many. PERFIL_TEST_ACCOUNTS=1000000 measures what docs/scaling.md tells.
func accountsToMigrate(t *testing.T) (n int, bound time.Duration) {
	t.Helper()
	text := os.Getenv("PERFIL_TEST_ACCOUNTS")
	if text == "" {
		return 20_000, late
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1000 {
		t.Fatalf("PERFIL_TEST_ACCOUNTS=%s is no number of accounts", text)
	}
	return n, longestWait
}

// crowded makes a database with so many accounts, and settles it: what a server
// does by itself after so many rows would be measured too.
func crowded(t *testing.T, n int) string {
	t.Helper()
	database := pgtest.Database(t)
	e, err := postgres.Open(t.Context(), postgres.Options{URL: database})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	conn := connected(t, database)
	run(t, conn, `INSERT INTO accounts (username, email, first_name, last_name, role, status, password_hash,
			created_at, version, search)
		SELECT 'user' || n, 'user' || n || '@example.com', 'Ada', 'Lovelace', 'user', 'active',
			'$argon2id$v=19$m=19456,t=2,p=1$' || repeat('x', 64), n, 1, 'ada lovelace user' || n || '@example.com'
		FROM generate_series(1, $1::bigint) AS n`, n)
	run(t, conn, `VACUUM ANALYZE accounts`)
	return database
}

// withExpand are the migrations of this program, and what a release after it adds.
func withExpand(t *testing.T) fs.FS {
	t.Helper()
	own, err := postgres.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	all := fstest.MapFS{}
	for _, folder := range []fs.FS{own, os.DirFS("testdata/expand")} {
		names, err := fs.Glob(folder, "*.sql")
		if err != nil || len(names) == 0 {
			t.Fatalf("there are no migrations: %v", err)
		}
		for _, name := range names {
			content, err := fs.ReadFile(folder, name)
			if err != nil {
				t.Fatal(err)
			}
			all[name] = &fstest.MapFile{Data: content}
		}
	}
	return all
}

// waits is the longest that each kind of work took.
type waits struct {
	mu   sync.Mutex
	most map[string]time.Duration
	done int
}

func (w *waits) time(t *testing.T, kind string, do func() error) {
	begun := time.Now()
	err := do()
	took := time.Since(begun)
	if err != nil && !errors.Is(err, account.Unavailable) {
		t.Errorf("a %s got %v", kind, err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.most[kind] = max(w.most[kind], took)
	w.done++
	if err != nil {
		t.Errorf("a %s was refused after %s: %v", kind, took, err)
	}
}

// write signs up and changes accounts until stop is closed.
func (w *waits) write(t *testing.T, n *node, accounts int, stop chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case <-time.After(2 * time.Millisecond):
		}
		id := account.ID(1 + rand.N(accounts))
		w.time(t, "change", func() error { return n.rename(t.Context(), id, "Grace") })
		w.time(t, "sign-up", func() error {
			_, err := n.Create(t.Context(), &account.Change{Account: storetest.Account()})
			return err
		})
		w.time(t, "read", func() error {
			_, err := n.Find(t.Context(), account.Key{ID: id})
			return err
		})
	}
}

// holding reads accounts in a transaction that goes on for a while, as an export
// does: who changes the table waits for it.
func holding(t *testing.T, database string, d time.Duration) *sync.WaitGroup {
	t.Helper()
	conn := connected(t, database)
	run(t, conn, `BEGIN`)
	run(t, conn, `SELECT FROM accounts LIMIT 1`)
	var held sync.WaitGroup
	held.Go(func() {
		time.Sleep(d)
		_, _ = conn.Exec(context.Background(), `COMMIT`)
	})
	return &held
}

// A release adds columns, a check, a filled column and an index to many accounts,
// from two nodes that start at once, while others sign up and change accounts and
// somebody exports them.
func TestNobodyWaitsLongForAMigration(t *testing.T) {
	n, bound := accountsToMigrate(t)
	database := crowded(t, n)
	node, next := nodeAt(t, database), withExpand(t)
	w, stop := &waits{most: map[string]time.Duration{}}, make(chan struct{})
	var writers, starting sync.WaitGroup
	for range 8 {
		writers.Go(func() { w.write(t, node, n, stop) })
	}
	// For longer than a migration waits, so that it has to come again.
	held := holding(t, database, 3*postgres.MigrationLockTimeout)
	begun := time.Now()
	for range 2 {
		starting.Go(func() {
			if err := postgres.Migrate(t.Context(), database, next); err != nil {
				t.Error(err)
			}
		})
	}
	starting.Wait()
	took := time.Since(begun)
	held.Wait()
	close(stop)
	writers.Wait()
	t.Logf("the migration of %d accounts took %s; %d times somebody read or wrote meanwhile, and waited at most %v",
		n, took, w.done, w.most)
	for kind, most := range w.most {
		if most > bound {
			t.Errorf("a %s waited %s", kind, most)
		}
	}
	conn := connected(t, database)
	if open := number(t, conn, `SELECT COUNT(*) FROM accounts WHERE id <= $1 AND nickname IS NULL`, n); open != 0 {
		t.Errorf("%d accounts were not filled", open)
	}
	if bad := number(t, conn, `SELECT COUNT(*) FROM pg_index WHERE NOT indisvalid`); bad != 0 {
		t.Errorf("%d indexes are not valid", bad)
	}
}

func TestAMigrationRunsWithALockTimeoutAndWithoutAStatementTimeout(t *testing.T) {
	database := pgtest.Database(t)
	next := withExpand(t).(fstest.MapFS)
	next["90005_settings.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\nCREATE TABLE settings AS SELECT name, setting::bigint FROM pg_settings" +
		" WHERE name IN ('lock_timeout', 'statement_timeout');\n")}
	if err := postgres.Migrate(t.Context(), database, next); err != nil {
		t.Fatal(err)
	}
	conn := connected(t, database)
	// Behind an index, whose own migration waits for no table.
	if got := number(t, conn, `SELECT setting FROM settings WHERE name = 'lock_timeout'`); got != postgres.MigrationLockTimeout.Milliseconds() || got <= 0 || got > 500 {
		t.Errorf("lock_timeout is %d ms", got)
	}
	if got := number(t, conn, `SELECT setting FROM settings WHERE name = 'statement_timeout'`); got != 0 {
		t.Errorf("statement_timeout is %d ms, and an index on a large table takes its time", got)
	}
}

// An index that could not be made leaves its rest behind, which is made anew.
func TestAnIndexThatWasLeftHalfMadeIsMadeAnew(t *testing.T) {
	database := pgtest.Database(t)
	openedAt(t, database)
	conn := connected(t, database)
	run(t, conn, `CREATE INDEX accounts_by_nickname ON accounts (first_name)`)
	run(t, conn, `UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'accounts_by_nickname'::regclass`)
	if err := postgres.Migrate(t.Context(), database, withExpand(t)); err != nil {
		t.Fatal(err)
	}
	if n := number(t, conn, `SELECT COUNT(*) FROM pg_indexes WHERE indexname = 'accounts_by_nickname' AND indexdef LIKE '%(nickname)'`); n != 1 {
		t.Error("the index is not the one of the migration")
	}
}
