package sqlstore_test

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/pgtest"
	"perfil/internal/sqlstore/postgres"
)

func openedPostgres(t testing.TB) *postgres.Engine {
	t.Helper()
	e, err := postgres.Open(t.Context(), postgres.Options{URL: pgtest.Database(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e
}

// run runs statements in a transaction.
func run(t testing.TB, e sqlstore.Engine, statement string, args ...any) {
	t.Helper()
	err := e.Write(t.Context(), func(c sqlstore.Conn) error {
		_, err := c.Exec(t.Context(), statement, args...)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// filled fills every table of an engine, with values that are easy to lose on
// the way, and returns the account that is signed in, with its session.
func filled(t testing.TB, e sqlstore.Engine) (account.Account, account.Session) {
	t.Helper()
	s := sqlstore.New(e)
	signedIn := storetest.Stored(t, s, storetest.Admin, storetest.Named("Ñandú 🦤", ""))
	session := storetest.SignedIn(t, s, signedIn.ID)
	complete := storetest.Stored(t, s, storetest.Complete)
	storetest.SignedIn(t, s, complete.ID)
	odd(t, s)
	storetest.Issued(t, s, signedIn.ID, account.PurposeReset)
	storetest.Issued(t, s, complete.ID, account.PurposeUndoEmail)
	trail(t, s, signedIn.ID)
	run(t, e, `INSERT INTO origins (source, row_id, account_id, came, kept) VALUES ($1, 1, $2, $3, $3), ($1, -7, 99, $4, $3), ('a', 9, 98, $3, $4)`,
		"b", int64(signedIn.ID), []byte{0, 255}, []byte{})
	// The largest id was given to somebody who is gone.
	gone := storetest.Stored(t, s)
	if err := s.Delete(t.Context(), gone.ID, func(*account.Change) error { return nil }); err != nil {
		t.Fatal(err)
	}
	return signedIn, session
}

// odd makes accounts with values from the edges.
func odd(t testing.TB, s *sqlstore.Store) {
	t.Helper()
	err := s.Import(t.Context(), func(insert func(account.Account) error) error {
		for _, a := range []account.Account{
			storetest.Account(storetest.Numbered(math.MaxInt32), storetest.Created(time.Unix(0, 1-math.MaxInt64))),
			storetest.Account(storetest.Numbered(1_000_000), storetest.Created(time.Unix(0, math.MaxInt64))),
			storetest.Account(storetest.Numbered(70), storetest.Named(strings.Repeat("ß", 150), "'\"\\%_\t\n\u2028")),
			storetest.Account(storetest.Numbered(71), storetest.Username("Z"), storetest.Inactive),
			storetest.Account(storetest.Numbered(72), storetest.Username("a\u0301"), storetest.Suspended),
		} {
			if err := insert(a); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// trail leaves spent tokens, counters, jobs and events behind.
func trail(t testing.TB, s *sqlstore.Store, id account.ID) {
	t.Helper()
	_, err := s.Update(t.Context(), id, func(c *account.Change) error {
		c.Spend = []account.Spent{{Digest: storetest.Digest(), ExpiresAt: storetest.Noon()}}
		c.Events = []account.Event{{At: storetest.Noon(), Action: account.ActionSignIn, Via: "django", Address: "192.0.2.1", Detail: "«x»"}}
		c.Jobs = []account.Job{{Kind: account.JobResetMail, Email: "ada@example.com", DueAt: storetest.Noon()}}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Record(t.Context(), []account.Event{{At: storetest.Noon(), Action: account.ActionSignIn}},
		[]account.Job{{Kind: account.JobRemoveAvatar, Name: "x.png", DueAt: storetest.Noon().Add(time.Hour)}})
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"sign-in 192.0.2.1", "guess Ö", "sign-in 192.0.2.1"} {
		if _, _, err := s.Hit(t.Context(), key, time.Hour, storetest.Noon()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.ClaimJob(t.Context(), storetest.Noon().Add(time.Minute), time.Hour); err != nil {
		t.Fatal(err)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// content tells all that an engine holds, a line for each row. It is read with
// statements of its own, not with those of a move.
func content(t testing.TB, e sqlstore.Engine) []string {
	t.Helper()
	var lines []string
	for _, table := range slices.Sorted(maps.Keys(sqlstore.Layout())) {
		columns := sqlstore.Layout()[table]
		key := strings.TrimPrefix(columns[0], "key ")
		var names []string
		var dest []any
		for _, c := range columns[1:] {
			words := strings.Fields(c)
			names = append(names, words[0])
			dest = append(dest, new(any))
		}
		read(t, e, fmt.Sprintf("SELECT %s FROM %s ORDER BY %s", strings.Join(names, ", "), table, key), func(rows sqlstore.Rows) error {
			err := rows.Scan(dest...)
			line := table
			for i, d := range dest {
				if value, ok := (*d.(*any)).([]byte); ok {
					line += fmt.Sprintf(" %s=x'%x'", names[i], value)
					continue
				}
				line += fmt.Sprintf(" %s=%#v", names[i], *d.(*any))
			}
			lines = append(lines, line)
			return err
		})
	}
	return lines
}

// moved moves everything from one engine to the other.
func moved(t testing.TB, from, to sqlstore.Engine) sqlstore.Compared {
	t.Helper()
	outcome, err := move(t, from, to)
	if err != nil {
		t.Fatal(err)
	}
	return outcome
}

func move(t testing.TB, from, to sqlstore.Engine) (sqlstore.Compared, error) {
	t.Helper()
	m := sqlstore.NewMove(from, to, "test")
	if _, _, err := m.Begin(t.Context()); err != nil {
		return sqlstore.Compared{}, err
	}
	if err := m.Copy(t.Context(), func(int) {}); err != nil {
		return sqlstore.Compared{}, err
	}
	outcome, err := m.Compare(t.Context(), func(int) {})
	if err != nil {
		return outcome, err
	}
	return outcome, m.Finish(t.Context())
}

// bothWays runs a test from each engine to the other.
func bothWays(t *testing.T, fn func(t *testing.T, from, to sqlstore.Engine)) {
	t.Helper()
	t.Run("sqlite to postgres", func(t *testing.T) { fn(t, anSQLite(t), aPostgres(t)) })
	t.Run("postgres to sqlite", func(t *testing.T) { fn(t, aPostgres(t), anSQLite(t)) })
}

// allWays runs a test on each pair of engines.
func allWays(t *testing.T, fn func(t *testing.T, from, to sqlstore.Engine)) {
	t.Helper()
	bothWays(t, fn)
	t.Run("sqlite to sqlite", func(t *testing.T) { fn(t, anSQLite(t), anSQLite(t)) })
	t.Run("postgres to postgres", func(t *testing.T) { fn(t, aPostgres(t), aPostgres(t)) })
}

func anSQLite(t testing.TB) sqlstore.Engine  { return opened(t) }
func aPostgres(t testing.TB) sqlstore.Engine { return openedPostgres(t) }
