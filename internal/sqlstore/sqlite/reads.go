package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"

	"perfil/internal/sqlstore"
)

// errReadOnly says that a statement that changes rows came where none may.
var errReadOnly = errors.New("only a write may change the database")

// scanners is how many connections serve what takes long. They are apart, so
// that searches through all accounts cannot keep a profile read waiting.
const scanners = 2

// readers is how many connections serve short reads: more than cores, because
// some of them wait for the disk.
func readers() int { return min(max(4, 2*runtime.GOMAXPROCS(0)), 32) }

// pool is a set of connections that only read, with their statements.
type pool struct {
	db *sql.DB
	*statements
}

func openPool(path string, size int) (*pool, error) {
	db, err := sql.Open("sqlite", dsn(path, readerCacheKiB, true))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return &pool{db: db, statements: prepareOn(db)}, nil
}

// Read runs fn on a connection for short reads. A statement that has begun is
// not interrupted when ctx ends: watching for that would cost the driver a
// goroutine for each, and more than the statement itself.
func (e *Engine) Read(ctx context.Context, fn func(sqlstore.Conn) error) error {
	if err := cmp.Or(ctx.Err(), e.spoilt.refuse()); err != nil {
		return err
	}
	return e.whileOpen(fn(pointReads{e.points}))
}

// whileOpen tells an error of a database that was closed from others.
func (e *Engine) whileOpen(err error) error {
	if err != nil && e.closed.Load() {
		return fmt.Errorf("%w: %w", errClosed, err)
	}
	return err
}

type pointReads struct{ *pool }

func (pointReads) Exec(context.Context, string, ...any) (int64, error) { return 0, errReadOnly }
func (pointReads) Queue(context.Context, string, ...any) error         { return errReadOnly }

func (p pointReads) Query(ctx context.Context, text string, args ...any) (sqlstore.Rows, error) {
	return p.query(context.WithoutCancel(ctx), text, args)
}

// Snapshot runs fn in a read transaction, which sees the moment of its first
// statement to the end. While it lasts the WAL cannot begin anew and grows.
func (e *Engine) Snapshot(ctx context.Context, fn func(sqlstore.Conn) error) error {
	if err := e.spoilt.refuse(); err != nil {
		return err
	}
	tx, err := e.scans.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return e.whileOpen(err)
	}
	// Nothing was written: ending it either way is the same.
	defer func() { _ = tx.Rollback() }()
	if err := fn(snapshot{e.scans, tx}); err != nil {
		return e.whileOpen(err)
	}
	return ctx.Err()
}

type snapshot struct {
	*pool
	tx *sql.Tx
}

func (snapshot) Exec(context.Context, string, ...any) (int64, error) { return 0, errReadOnly }
func (snapshot) Queue(context.Context, string, ...any) error         { return errReadOnly }

func (s snapshot) Query(ctx context.Context, text string, args ...any) (sqlstore.Rows, error) {
	st, err := s.get(text)
	if err != nil {
		return nil, err
	}
	return query(ctx, statement{s.tx.StmtContext(ctx, st.Stmt), st.packed}, args)
}
