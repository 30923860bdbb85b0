package postgres_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/postgres"
)

// connected gives a plain connection, for what no Store does.
func connected(t testing.TB, database string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func run(t testing.TB, conn *pgx.Conn, statement string, args ...any) {
	t.Helper()
	if _, err := conn.Exec(t.Context(), statement, args...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// number reads one number.
func number(t testing.TB, conn *pgx.Conn, statement string, args ...any) (n int64) {
	t.Helper()
	if err := conn.QueryRow(t.Context(), statement, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	return n
}

// node is a Store with somebody who listens, as a serving process has it.
type node struct {
	account.Store
	engine *postgres.Engine
	ear    *ear
}

func nodeAt(t testing.TB, database string) *node {
	t.Helper()
	n := &node{engine: openedAt(t, database), ear: &ear{heard: map[account.ID]time.Time{}}}
	n.Store = sqlstore.New(n.engine)
	n.Watch(n.ear)
	return n
}

// rename changes the name of an account.
func (n *node) rename(ctx context.Context, id account.ID, name string) error {
	_, err := n.Update(ctx, id, func(c *account.Change) error {
		c.Account.FirstName = name
		return nil
	})
	return err
}

// ear is a Watcher that remembers when it heard what.
type ear struct {
	mu     sync.Mutex
	heard  map[account.ID]time.Time
	all    time.Time
	blind  bool
	since  time.Time // blind or not
	turned int       // how often it became blind
}

func (e *ear) Changed(id account.ID) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.heard[id] = time.Now()
}

func (e *ear) ChangedAll() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all = time.Now()
}

func (e *ear) Blind(blind bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if blind && !e.blind {
		e.turned++
	}
	e.blind, e.since = blind, time.Now()
}

func (e *ear) isBlind() (blind bool, since time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.blind, e.since
}

func (e *ear) wasBlind() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.turned
}

// when says when the account was last heard of.
func (e *ear) when(id account.ID) time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	if at := e.heard[id]; at.After(e.all) {
		return at
	}
	return e.all
}

// patient is how long anything may take that has to happen in the end.
const patient = 20 * time.Second

// eventually waits until something is so.
func eventually(t testing.TB, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patient); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("still not so: %s", what)
		}
	}
}

func stored(t testing.TB, n *node, traits ...storetest.Trait) account.Account {
	t.Helper()
	return storetest.Stored(t, n.Store, traits...)
}
