package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/pgtest"
	"perfil/internal/sqlstore/postgres"
)

func TestEachUniqueValueThatIsTakenIsNamedByItsConstraint(t *testing.T) {
	database := pgtest.Database(t)
	n := nodeAt(t, database)
	a := stored(t, n)
	session := storetest.SignedIn(t, n.Store, a.ID)
	ticket := storetest.Issued(t, n.Store, a.ID, account.PurposeReset)
	digest := storetest.Digest()
	conn := connected(t, database)
	run(t, conn, `INSERT INTO spent_tokens VALUES ($1, $2, 1)`, digest[:], a.ID)
	const insert = `INSERT INTO accounts (id, username, email, first_name, last_name, role, status, password_hash,
		created_at, version, search) VALUES ($1, $2, $3, '', '', 'user', 'active', '', 0, 0, '')`
	for name, told := range map[string]struct {
		statement string
		args      []any
		field     account.Field
	}{
		"id":       {insert, []any{int64(a.ID), "x", "x"}, account.FieldID},
		"username": {insert, []any{int64(99), a.Username, "x"}, account.FieldUsername},
		"email":    {insert, []any{int64(99), "x", a.Email}, account.FieldEmail},
		"session": {`INSERT INTO sessions (id, account_id, created_at, last_used_at, expires_at, address, user_agent)
			VALUES ($1, $2, 0, 0, 0, '', '')`, []any{string(session.ID), int64(a.ID)}, account.FieldToken},
		"ticket":      {`INSERT INTO tickets VALUES ($1, $2, '', '', 0)`, []any{ticket.Digest[:], int64(a.ID)}, account.FieldToken},
		"spent token": {`INSERT INTO spent_tokens VALUES ($1, $2, 0)`, []any{digest[:], int64(a.ID)}, account.FieldToken},
	} {
		err := n.engine.Write(t.Context(), func(c sqlstore.Conn) error {
			_, err := c.Exec(t.Context(), told.statement, told.args...)
			return err
		})
		got := n.engine.Classify(err)
		if got.Kind != account.Conflict || !got.Has(told.field, account.Taken) {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func TestEachKindOfErrorIsToldFromTheOthers(t *testing.T) {
	e := opened(t)
	for state, want := range map[string]account.Kind{
		"40001": account.Unavailable, // serialization_failure
		"40P01": account.Unavailable, // deadlock_detected
		"55P03": account.Unavailable, // lock_not_available
		"57014": account.Unavailable, // query_canceled
		"57P01": account.Unavailable, // admin_shutdown
		"57P03": account.Unavailable, // cannot_connect_now
		"08006": account.Unavailable, // connection_failure
		"25006": account.Unavailable, // read_only_sql_transaction
		"53100": account.Unavailable, // disk_full
		"53300": account.Unavailable, // too_many_connections
		"58030": account.Unavailable, // io_error
		"40003": account.Unavailable, // statement_completion_unknown
		"23503": account.NotFound,    // foreign_key_violation
		"23505": account.Conflict,    // unique_violation, of a constraint of somebody else
		"23514": account.Internal,    // check_violation
		"23502": account.Internal,    // not_null_violation
		"42601": account.Internal,    // syntax_error
		"42P01": account.Internal,    // undefined_table
		"42501": account.Internal,    // insufficient_privilege
		"XX001": account.Internal,    // data_corrupted
		"XX000": account.Internal,    // internal_error
	} {
		err := e.Bulk(t.Context(), func(c sqlstore.Conn) error {
			_, err := c.Exec(t.Context(), raise(state))
			return err
		})
		if err == nil {
			t.Fatalf("%s did not fail", state)
		}
		got := e.Classify(err)
		if got.Kind != want || got.Violations != nil || !errors.Is(got.Err, err) {
			t.Errorf("%s is %v, want %q", state, got, want)
		}
	}
	if got := e.Classify(errors.New("something else")); got.Kind != account.Internal {
		t.Errorf("an error of nobody is %v", got)
	}
}

func TestADatabaseThatIsGoneIsUnavailable(t *testing.T) {
	t.Parallel()
	s := pgtest.Start(t)
	database, err := s.CreateDatabase(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n := nodeAt(t, database)
	a := stored(t, n)
	if err := s.Kill(); err != nil {
		t.Fatal(err)
	}
	var calls sync.WaitGroup
	for name, call := range map[string]func() error{
		"read":   func() error { _, err := n.Find(t.Context(), account.Key{ID: a.ID}); return err },
		"write":  func() error { return n.rename(t.Context(), a.ID, "Ada") },
		"search": func() error { _, err := n.List(t.Context(), account.Query{Limit: 1}); return err },
		"ping":   func() error { return n.Ping(t.Context()) },
	} {
		calls.Go(func() {
			begun := time.Now()
			err := call()
			told := account.ErrorOf(err)
			if told.Kind != account.Unavailable || told.RetryAfter == 0 || time.Since(begun) > patient {
				t.Errorf("%s got %v after %s", name, err, time.Since(begun))
			}
			hides(t, fmt.Sprint(err))
		})
	}
	calls.Wait()
}

func TestASlowStatementIsCutOff(t *testing.T) {
	e := openedAt(t, pgtest.Database(t)+"&statement_timeout=50")
	err := e.Read(t.Context(), func(c sqlstore.Conn) error { return query(c, "SELECT pg_sleep(30)") })
	if told := e.Classify(err); told.Kind != account.Unavailable {
		t.Errorf("got %v", err)
	}
}

// query runs a statement and reads its result to the end.
func query(c sqlstore.Conn, statement string) error {
	rows, err := c.Query(context.Background(), statement)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		continue
	}
	return rows.Err()
}

func TestEveryConnectionHasItsBounds(t *testing.T) {
	pooled := withoutSessions(t, "")
	for name, told := range map[string]struct{ extra, setting, want string }{
		"statements":                  {"", "statement_timeout", "4s"},
		"locks":                       {"", "lock_timeout", "2s"},
		"idle transactions":           {"", "idle_in_transaction_session_timeout", "10s"},
		"what the URL says":           {"&statement_timeout=7s", "statement_timeout", "7s"},
		"statements through a pooler": {pooled, "statement_timeout", "4s"},
		"locks through a pooler":      {pooled, "lock_timeout", "2s"},
	} {
		t.Run(name, func(t *testing.T) {
			e := openedAt(t, pgtest.Database(t)+told.extra)
			var got string
			err := e.Write(t.Context(), func(c sqlstore.Conn) error {
				rows, err := c.Query(t.Context(), "SELECT current_setting($1)", told.setting)
				if err != nil {
					return err
				}
				defer rows.Close()
				for rows.Next() {
					if err := rows.Scan(&got); err != nil {
						return err
					}
				}
				return rows.Err()
			})
			if err != nil || got != told.want {
				t.Errorf("%s is %q, error %v", told.setting, got, err)
			}
		})
	}
}

func TestThePoolIsAsLargeAsTheOptionsSay(t *testing.T) {
	database := pgtest.Database(t)
	for _, told := range []struct {
		options postgres.Options
		want    int
	}{
		{postgres.Options{URL: database, MaxConns: 3}, 3},
		{postgres.Options{URL: database + "&pool_max_conns=5"}, 5},
		{postgres.Options{URL: database + "&pool_max_conns=5", MaxConns: 3}, 3},
	} {
		e, err := postgres.Open(t.Context(), told.options)
		if err != nil {
			t.Fatal(err)
		}
		if got := e.Stats().Most; got != told.want {
			t.Errorf("%d connections may be open, want %d", got, told.want)
		}
		_ = e.Close()
	}
}
