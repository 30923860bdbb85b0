package sqlite_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"

	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/sqlite"
)

// ask runs a statement with one result on the connection that writes.
func ask(t testing.TB, e *sqlite.Engine, statement string) (answer string) {
	t.Helper()
	err := e.Bulk(t.Context(), func(c sqlstore.Conn) error {
		rows, err := c.Query(t.Context(), statement)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if err := rows.Scan(&answer); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	return answer
}

// hit counts under key inside an operation.
func hit(ctx context.Context, c sqlstore.Conn, key string) error {
	_, err := c.Exec(ctx, "INSERT INTO counters (key, ends_at, hits) VALUES ($1, 0, 1)", key)
	return err
}

// hits lists the keys that were counted and kept.
func hits(t testing.TB, e *sqlite.Engine) map[string]bool {
	t.Helper()
	kept := map[string]bool{}
	err := e.Read(t.Context(), func(c sqlstore.Conn) error {
		rows, err := c.Query(t.Context(), "SELECT key FROM counters")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var key string
			if err := rows.Scan(&key); err != nil {
				return err
			}
			kept[key] = true
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

// hold begins an operation and keeps it running, so that others queue up behind
// it, until release is called. release gives the outcome of the operation.
func hold(t testing.TB, e *sqlite.Engine) (release func() error) {
	t.Helper()
	began, end, outcome := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		outcome <- e.Write(context.Background(), func(c sqlstore.Conn) error {
			close(began)
			<-end
			return hit(context.Background(), c, "held")
		})
	}()
	<-began
	return func() error {
		close(end)
		return <-outcome
	}
}

// queue starts operations one after the other, each after the one before stands
// in the queue, and gives their outcomes.
func queue(t testing.TB, e *sqlite.Engine, fns ...func(sqlstore.Conn) error) []chan error {
	t.Helper()
	outcomes := make([]chan error, len(fns))
	for i, fn := range fns {
		outcomes[i] = make(chan error, 1)
		before := e.Stats().Waiting
		go func() {
			defer func() {
				if p := recover(); p != nil {
					outcomes[i] <- fmt.Errorf("panic: %v", p)
				}
			}()
			outcomes[i] <- e.Write(context.Background(), fn)
		}()
		for e.Stats().Waiting == before {
			runtime.Gosched()
		}
	}
	return outcomes
}
