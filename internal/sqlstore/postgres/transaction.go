package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"perfil/internal/sqlstore"
)

// unknown is the error of a commit that was sent and of which nobody knows
// whether it happened. It must not be tried again.
type unknown struct{ err error }

func (u unknown) Error() string {
	return "it is not known whether the commit happened: " + u.err.Error()
}
func (u unknown) Unwrap() error { return u.err }

// errNotReplicated says that a commit is on the disk of the primary alone,
// because somebody cancelled the wait for the standby.
var errNotReplicated = errors.New("the commit was not confirmed by a standby")

// transaction is a link in a transaction that began with its first statement:
// both go out together, which saves the time of a round trip.
//
// After an error PostgreSQL takes no further statement but the end of the
// transaction, so the first error is kept and told again.
type transaction struct {
	*link
	begun  bool
	broken error
}

func (t *transaction) Exec(ctx context.Context, text string, args ...any) (int64, error) {
	if t.broken == nil && text == t.engine.mayConflict {
		return t.attempt(ctx, text, args)
	}
	found, err := t.Query(ctx, text, args...)
	if err != nil {
		return 0, err
	}
	found.Close()
	if err := found.Err(); err != nil {
		return 0, err
	}
	return found.(result).CommandTag().RowsAffected(), nil
}

func (t *transaction) Query(_ context.Context, text string, args ...any) (sqlstore.Rows, error) {
	if t.broken != nil {
		return nil, t.broken
	}
	t.arm()
	if t.begun {
		found, err := t.conn.Query(context.Background(), text, keepable(args)...)
		if err != nil {
			return nil, t.noted(err)
		}
		return result{found, nil, t}, nil
	}
	t.begun = true
	return t.first(text, args)
}

// first sends the beginning of the transaction with its first statement.
func (t *transaction) first(text string, args []any) (sqlstore.Rows, error) {
	batch := &pgx.Batch{}
	opening := t.engine.opening()
	for _, statement := range opening {
		batch.Queue(statement)
	}
	batch.Queue(text, keepable(args)...)
	answers := t.conn.SendBatch(context.Background(), batch)
	for range opening {
		if _, err := answers.Exec(); err != nil {
			_ = answers.Close() // the same error
			return nil, t.noted(err)
		}
	}
	found, err := answers.Query()
	if err != nil {
		_ = answers.Close() // the same error
		return nil, t.noted(err)
	}
	return result{found, answers, t}, nil
}

// attempt runs a statement that a value that is taken may refuse, in such a way
// that the transaction goes on after that and can find out who has the value.
func (t *transaction) attempt(ctx context.Context, text string, args []any) (int64, error) {
	if !t.begun {
		return 0, errors.New("nothing was read before this change")
	}
	t.arm()
	batch := &pgx.Batch{}
	batch.Queue("SAVEPOINT attempt")
	batch.Queue(text, keepable(args)...)
	answers := t.conn.SendBatch(context.Background(), batch)
	_, err := answers.Exec()
	var changed pgconn.CommandTag
	if err == nil {
		changed, err = answers.Exec()
	}
	if closing := answers.Close(); err == nil {
		err = closing
	}
	if sqlState(err) != uniqueViolation {
		return changed.RowsAffected(), t.noted(err)
	}
	if _, undo := t.conn.Exec(context.Background(), "ROLLBACK TO SAVEPOINT attempt"); undo != nil {
		return 0, t.noted(undo)
	}
	return 0, err
}

func (t *transaction) noted(err error) error {
	if err == nil {
		return nil
	}
	if t.broken == nil {
		t.broken = t.link.noted(err)
	}
	return t.broken
}

// result notes an error that comes while reading.
type result struct {
	pgx.Rows
	batch pgx.BatchResults // nil unless it is the first of a transaction
	t     *transaction
}

func (r result) Err() error { return r.t.noted(r.Rows.Err()) }

func (r result) Close() {
	r.Rows.Close()
	if r.batch != nil {
		_ = r.t.noted(r.batch.Close()) // is told by the next statement, or by the commit
	}
}

// commit makes durable what was done. After an error that is not unknown,
// nothing of it happened.
func (t *transaction) commit() error {
	if t.broken != nil {
		t.rollback()
		return t.broken
	}
	if !t.begun {
		return nil
	}
	t.arm()
	warned := resetWarning(t.conn)
	tag, err := t.conn.Exec(context.Background(), "COMMIT")
	switch {
	case err == nil && tag.String() != "COMMIT":
		return fmt.Errorf("the database answered %s to a commit", tag)
	case err == nil && warned():
		return unknown{errNotReplicated}
	case err == nil:
		return nil
	case isRefusal(err):
		return err
	default:
		return unknown{t.link.noted(err)}
	}
}

// isRefusal says whether an answer to a commit means that nothing happened. An
// error that ends the connection at the same time does not: it may have come
// after the commit.
func isRefusal(err error) bool {
	var told *pgconn.PgError
	return errors.As(err, &told) && told.SeverityUnlocalized == "ERROR" && told.Code != statementCompletionUnknown
}

// rollback undoes a transaction. If it cannot, the pool throws the connection
// away, and then the server undoes it.
func (l *link) rollback() {
	if l.conn.IsClosed() || l.conn.PgConn().IsBusy() {
		return
	}
	l.arm()
	defer l.disarm()
	_, _ = l.conn.Exec(context.Background(), "ROLLBACK")
}
