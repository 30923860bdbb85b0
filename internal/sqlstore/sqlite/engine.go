package sqlite

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"perfil/internal/account"
	"perfil/internal/sqlstore"
)

// Engine keeps accounts in one SQLite file. See Open.
type Engine struct {
	path    string
	unread  bool  // see Unread
	unclean bool  // see Doubtful
	points  *pool // short reads
	scans   *pool // reads that take long
	writer  *writer
	spoilt  spoilt

	closed   atomic.Bool
	closing  sync.Once
	closeErr error
}

var _ sqlstore.Engine = (*Engine)(nil)

// Write runs fn in a savepoint of the current group and returns after the
// group's commit. fn runs once. A ctx that ends before that leaves nothing
// behind; afterwards the operation runs to its end.
func (e *Engine) Write(ctx context.Context, fn func(sqlstore.Conn) error) error {
	if err := e.spoilt.refuse(); err != nil {
		return err
	}
	return e.writer.do(ctx, false, fn)
}

// Bulk runs fn alone in a transaction, with more memory for its pages when it turns
// out to be long.
func (e *Engine) Bulk(ctx context.Context, fn func(sqlstore.Conn) error) error {
	if err := e.spoilt.refuse(); err != nil {
		return err
	}
	return e.writer.do(ctx, true, fn)
}

// Watch tells w when another process has changed the file, within a second.
func (e *Engine) Watch(w account.Watcher) { e.writer.foreign.watch(w) }

// Stats counts what the writer did since Open.
type Stats struct {
	Commits    int64 // transactions
	Operations int64 // writes in them
	Waiting    int   // writes in the queue now
}

// Stats tells how well writes share their commits.
func (e *Engine) Stats() Stats {
	return Stats{
		Commits:    e.writer.commits.Load(),
		Operations: e.writer.operations.Load(),
		Waiting:    len(e.writer.queue),
	}
}

// Close finishes the writes that are queued, moves what the WAL holds into the
// file, and closes it. What comes later is refused.
func (e *Engine) Close() error {
	e.closing.Do(func() {
		e.writer.close()
		e.closed.Store(true)
		readers := errors.Join(e.points.db.Close(), e.scans.db.Close())
		e.closeErr = errors.Join(readers, e.writer.link.close())
	})
	return e.closeErr
}
