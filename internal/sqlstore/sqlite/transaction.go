package sqlite

import (
	"context"

	"perfil/internal/sqlstore"

	codes "modernc.org/sqlite/lib"
)

// transaction is the writer's connection as one operation sees it. Contexts do
// not interrupt its statements: an interrupted statement would take the whole
// transaction with it, and the work of others.
//
// After an error that is no constraint it takes no further statement. SQLite
// may have rolled back the transaction at that error, and then a further
// statement would commit by itself.
type transaction struct {
	*statements
	broken error
	grow   func() // gives it more memory; nil: it gets none
	ran    int    // statements
}

// growAfter is how many statements a transaction runs before it gets more memory.
// Those of an import in pieces stay below: to give the memory back after each would
// empty the cache that serves everybody.
const growAfter = 8192

func (t *transaction) count() {
	if t.ran++; t.ran == growAfter && t.grow != nil {
		t.grow()
	}
}

func (t *transaction) Exec(_ context.Context, text string, args ...any) (int64, error) {
	if t.broken != nil {
		return 0, t.broken
	}
	t.count()
	n, err := t.exec(text, args)
	return n, t.noted(err)
}

// Queue is Exec: there is no network whose time it could save.
func (t *transaction) Queue(ctx context.Context, text string, args ...any) error {
	_, err := t.Exec(ctx, text, args...)
	return err
}

func (t *transaction) Query(_ context.Context, text string, args ...any) (sqlstore.Rows, error) {
	if t.broken != nil {
		return nil, t.broken
	}
	t.count()
	st, err := t.get(text)
	if err != nil {
		return nil, t.noted(err)
	}
	r, err := query(context.Background(), st, args)
	if err != nil {
		return nil, t.noted(err)
	}
	return writerRows{r, t}, nil
}

func (t *transaction) noted(err error) error {
	if err != nil && primary(codeOf(err)) != codes.SQLITE_CONSTRAINT {
		t.broken = err
	}
	return err
}

// writerRows notes an error that comes while reading.
type writerRows struct {
	sqlstore.Rows
	t *transaction
}

func (r writerRows) Err() error { return r.t.noted(r.Rows.Err()) }
