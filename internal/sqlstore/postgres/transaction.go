package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"perfil/internal/sqlstore"
)

// transaction is a link in a transaction. What can wait goes out together with
// what cannot: the beginning with the first statement, statements of which
// nobody asks the result with the next one, and the last of them with the commit.
// Each round trip saved is time for which a row is not locked.
//
// After an error PostgreSQL takes no further statement but the end of the
// transaction, so the first error is kept and told again.
type transaction struct {
	*link
	begun  bool
	tells  bool // other nodes, see commit
	queued []statement
	broken error
}

type statement struct {
	text string
	args []any
}

// longestQueue bounds what waits, and so the memory of a change that records very
// much.
const longestQueue = 256

// Queue keeps a statement until the next one, or until the commit.
func (t *transaction) Queue(_ context.Context, text string, args ...any) error {
	if t.broken != nil {
		return t.broken
	}
	t.tells = t.tells || t.engine.telling[text]
	t.queued = append(t.queued, statement{text, args})
	if len(t.queued) < longestQueue {
		return nil
	}
	return t.flush()
}

// Exec runs a statement without a result and counts the rows it changed.
func (t *transaction) Exec(ctx context.Context, text string, args ...any) (int64, error) {
	if t.broken == nil && text == t.engine.mayConflict {
		return t.attempt(text, args)
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

// Query runs a statement with a result.
func (t *transaction) Query(_ context.Context, text string, args ...any) (sqlstore.Rows, error) {
	if t.broken != nil {
		return nil, t.broken
	}
	t.tells = t.tells || t.engine.telling[text]
	t.arm()
	batch := t.pending()
	if batch.Len() == 0 {
		found, err := t.conn.Query(context.Background(), text, keepable(args)...)
		if err != nil {
			return nil, t.noted(err)
		}
		return result{found, nil, t}, nil
	}
	before := batch.Len()
	batch.Queue(text, keepable(args)...)
	answers, err := t.send(batch, before)
	if err != nil {
		return nil, err
	}
	found, err := answers.Query()
	if err != nil {
		_ = answers.Close() // the same error
		return nil, t.noted(err)
	}
	return result{found, answers, t}, nil
}

// pending is what has to go out before anything else: the beginning of the
// transaction and what was queued.
func (t *transaction) pending() *pgx.Batch {
	batch := &pgx.Batch{}
	if !t.begun {
		t.begun = true
		for _, opening := range t.engine.opening() {
			batch.Queue(opening)
		}
	}
	for _, s := range t.queued {
		batch.Queue(s.text, keepable(s.args)...)
	}
	t.queued = t.queued[:0]
	return batch
}

// send sends a batch and reads the first n answers, which say only whether all
// went well. On an error the batch is closed.
func (t *transaction) send(batch *pgx.Batch, n int) (pgx.BatchResults, error) {
	answers := t.conn.SendBatch(context.Background(), batch)
	for range n {
		if _, err := answers.Exec(); err != nil {
			_ = answers.Close() // the same error
			return nil, t.noted(err)
		}
	}
	return answers, nil
}

func (t *transaction) flush() error {
	t.arm()
	batch := t.pending()
	answers, err := t.send(batch, batch.Len())
	if err != nil {
		return err
	}
	return t.noted(answers.Close())
}

// attempt runs a statement that a value that is taken may refuse, in such a way
// that the transaction goes on after that and can find out who has the value.
func (t *transaction) attempt(text string, args []any) (int64, error) {
	t.tells = true
	t.arm()
	batch := t.pending()
	batch.Queue("SAVEPOINT attempt")
	before := batch.Len()
	batch.Queue(text, keepable(args)...)
	answers, err := t.send(batch, before)
	if err != nil {
		return 0, err
	}
	changed, err := answers.Exec()
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
	batch pgx.BatchResults // nil unless something went out before it
	t     *transaction
}

func (r result) Err() error { return r.t.noted(r.Rows.Err()) }

func (r result) Close() {
	r.Rows.Close()
	if r.batch != nil {
		_ = r.t.noted(r.batch.Close()) // is told by the next statement, or by the commit
	}
}

// run calls fn and commits. An error or a panic of fn undoes everything, and so
// does a test that ends inside of it.
func (t *transaction) run(fn func(sqlstore.Conn) error) error {
	finished := false
	defer func() {
		if !finished && t.begun {
			t.rollback()
		}
	}()
	if err := fn(t); err != nil {
		return err
	}
	if t.broken != nil {
		return t.broken // nobody looked at it
	}
	finished = true
	return t.commit()
}
