package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
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

// A transaction that notifies the other nodes holds a lock, which there is one of,
// from its commit until the commit is on the disk: PostgreSQL keeps notifications
// in the order of commits. So they would commit one after another, each waiting
// for the disk alone. Therefore such a transaction commits without waiting, and
// behind it goes a commit that tells nobody anything, waits, and may wait together
// with others. When that one is on the disk, and on the standby, so is all that
// was written before it. In between, others may read what a crash would undo; it
// was not acknowledged to anybody.
const (
	withoutWaiting = "SET LOCAL synchronous_commit TO off"
	waiting        = "SELECT pg_logical_emit_message(true, 'perfil', '')"
)

// commit makes durable what was done. After an error that is not unknown,
// nothing of it happened.
func (t *transaction) commit() error {
	if !t.begun {
		if len(t.queued) == 0 {
			return nil
		}
		// The connection may have died while it waited in the pool. That must show
		// before the commit goes out, or it would be a commit that broke off.
		if err := t.flush(); err != nil {
			return err
		}
	}
	t.arm()
	batch := t.pending()
	later := t.tells && t.engine.canWaitLater
	if later {
		batch.Queue(withoutWaiting)
	}
	before := batch.Len()
	batch.Queue("COMMIT")
	if later {
		batch.Queue(waiting)
	}
	warned := resetWarning(t.conn)
	err := t.finish(batch, before)
	if err == nil && warned() {
		err = unknown{errNotReplicated}
	}
	if isRefusal(err) {
		t.rollback() // of a statement before the commit, which was not looked at
	}
	return t.link.noted(err)
}

// refused is an error after which the commit was certainly not done.
type refused struct{ err error }

func (r refused) Error() string { return r.err.Error() }
func (r refused) Unwrap() error { return r.err }

// finish sends the last batch of a transaction, whose commit stands behind so
// many other statements. Its errors are refused or unknown.
func (t *transaction) finish(batch *pgx.Batch, before int) error {
	answers := t.conn.SendBatch(context.Background(), batch)
	for range before {
		if _, err := answers.Exec(); err != nil {
			_ = answers.Close() // the same error
			if sqlState(err) == "" && !isUnsent(err) {
				return unknown{err}
			}
			// The server passes over what stands behind an error, and more so when
			// it ended the connection with it.
			return refused{err}
		}
	}
	tag, err := answers.Exec()
	closing := answers.Close()
	switch {
	case err != nil && isError(err):
		return refused{err}
	case err != nil:
		return unknown{err}
	case tag.String() != "COMMIT":
		return refused{fmt.Errorf("the database answered %s to a commit", tag)}
	case closing != nil:
		return unknown{closing}
	}
	return nil
}

// isError says whether the server answered a commit with an error and goes on.
// An error that ends the connection may have come after the commit was done.
func isError(err error) bool {
	var told *pgconn.PgError
	return errors.As(err, &told) && told.SeverityUnlocalized == "ERROR" && told.Code != statementCompletionUnknown
}

func isRefusal(err error) bool {
	var before refused
	return errors.As(err, &before)
}

// isUnsent says whether a batch failed before it was sent.
func isUnsent(err error) bool {
	var early pgx.ErrPreprocessingBatch
	return errors.As(err, &early)
}

// rollback undoes a transaction. If it cannot, the pool throws the connection
// away, and then the server undoes it.
func (l *link) rollback() {
	if l.conn.IsClosed() || l.conn.PgConn().IsBusy() || l.conn.PgConn().TxStatus() == 'I' {
		return
	}
	l.arm()
	defer l.disarm()
	_, _ = l.conn.Exec(context.Background(), "ROLLBACK")
}
