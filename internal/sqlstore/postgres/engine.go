package postgres

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"perfil/internal/account"
	"perfil/internal/sqlstore"
)

// Engine keeps accounts in one PostgreSQL database. See Open.
type Engine struct {
	pool   *pgxpool.Pool
	pooled bool          // a pooler gives each transaction another connection
	long   chan struct{} // places for what takes long
	log    *slog.Logger

	mayConflict string          // the statement after whose conflict a transaction goes on
	telling     map[string]bool // statements whose triggers notify the other nodes

	canWaitLater bool // see commit

	generation atomic.Int64
	repeats    atomic.Int64

	feed *feed

	closed  atomic.Bool
	closing sync.Once
}

var _ sqlstore.Engine = (*Engine)(nil)

// Watch tells w what others change, within a second, and while that cannot be
// heard that it cannot.
func (e *Engine) Watch(w account.Watcher) { e.feed.start(w) }

// Stats says how the connections are used.
type Stats struct {
	Open     int   // connections
	InUse    int   // of them
	Most     int   // that there may be
	Waited   int64 // operations that had to wait for one, since Open
	Repeated int64 // tries of operations beyond the first, since Open
	Blind    bool  // the change feed is down
}

// Stats tells how the connections are used.
func (e *Engine) Stats() Stats {
	s := e.pool.Stat()
	return Stats{
		Open:     int(s.TotalConns()),
		InUse:    int(s.AcquiredConns()),
		Most:     int(s.MaxConns()),
		Waited:   s.EmptyAcquireCount(),
		Repeated: e.repeats.Load(),
		Blind:    e.feed.isBlind(),
	}
}

// Close finishes what was begun and closes the connections. What comes later is
// refused. It waits for closeTimeout at most.
func (e *Engine) Close() error {
	var err error
	e.closing.Do(func() {
		e.closed.Store(true)
		e.feed.stop()
		done := make(chan struct{})
		go func() {
			defer close(done)
			e.pool.Close()
		}()
		select {
		case <-done:
		case <-time.After(closeTimeout):
			err = fmt.Errorf("%d operations did not end", e.pool.Stat().AcquiredConns())
		}
	})
	return err
}

// whileOpen tells an error of an engine that was closed from others.
func (e *Engine) whileOpen(err error) error {
	if err != nil && e.closed.Load() {
		return fmt.Errorf("%w: %w", errClosed, err)
	}
	return err
}

// Check reads every row and compares it with every constraint, without the help
// of indexes. It may take minutes.
func (e *Engine) Check(ctx context.Context) error {
	return e.Snapshot(ctx, func(c sqlstore.Conn) error { return check(ctx, c) })
}
