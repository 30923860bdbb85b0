package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"perfil/internal/sqlstore"
)

// errReadOnly says that a statement that changes rows came where none may.
var errReadOnly = errors.New("only a write may change the database")

// Read runs fn on one connection. A statement that has begun is not interrupted
// when ctx ends: that would cost the connection, and more than the statement.
// When the connection is lost fn runs again on another.
func (e *Engine) Read(ctx context.Context, fn func(sqlstore.Conn) error) error {
	return e.persist(ctx, func() error {
		l, err := e.take(ctx)
		if err != nil {
			return err
		}
		defer l.giveBack()
		l.arm()
		defer l.disarm()
		return fn(reading{l})
	})
}

// reading is a link whose statements stand each for itself.
type reading struct{ *link }

func (reading) Exec(context.Context, string, ...any) (int64, error) { return 0, errReadOnly }
func (reading) Queue(context.Context, string, ...any) error         { return errReadOnly }

func (r reading) Query(_ context.Context, text string, args ...any) (sqlstore.Rows, error) {
	return r.query(context.Background(), text, args)
}

func (l *link) query(ctx context.Context, text string, args []any) (sqlstore.Rows, error) {
	found, err := l.conn.Query(ctx, text, keepable(args)...)
	if err != nil {
		return nil, l.noted(err)
	}
	return rows{found, l}, nil
}

// rows notes the loss of the connection while reading.
type rows struct {
	pgx.Rows
	on *link
}

func (r rows) Err() error { return r.on.noted(r.Rows.Err()) }

// Snapshot runs fn in a transaction that sees one moment. It takes one of few
// places, so that searches cannot use up all connections. fn runs once: what it
// was told cannot be taken back.
func (e *Engine) Snapshot(ctx context.Context, fn func(sqlstore.Conn) error) error {
	return e.atLength(ctx, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", func(l *link) error {
		// Nothing was written: ending it either way is the same.
		defer l.rollback()
		return fn(snapshot{l})
	})
}

// snapshot is a link in a transaction that only reads, for as long as its caller
// stays.
type snapshot struct{ *link }

func (snapshot) Exec(context.Context, string, ...any) (int64, error) { return 0, errReadOnly }
func (snapshot) Queue(context.Context, string, ...any) error         { return errReadOnly }

func (s snapshot) Query(ctx context.Context, text string, args ...any) (sqlstore.Rows, error) {
	return s.query(ctx, text, args)
}

// atLength runs fn in a transaction that may take long. It tries again until the
// transaction has begun, and not afterwards.
func (e *Engine) atLength(ctx context.Context, begin string, fn func(*link) error) error {
	if err := e.enter(ctx); err != nil {
		return err
	}
	defer func() { <-e.long }()
	var l *link
	err := e.persist(ctx, func() (err error) {
		l, err = e.beginLong(ctx, begin)
		return err
	})
	if err != nil {
		return err
	}
	defer l.giveBack()
	return e.whileOpen(fn(l))
}

// enter waits for a place among what takes long.
func (e *Engine) enter(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case e.long <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (e *Engine) beginLong(ctx context.Context, begin string) (*link, error) {
	l, err := e.take(ctx)
	if err != nil {
		return nil, err
	}
	l.arm()
	defer l.disarm()
	err = l.together(begin, longBounds)
	if err != nil {
		l.giveBack()
		return nil, err
	}
	return l, nil
}
