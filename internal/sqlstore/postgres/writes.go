package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"perfil/internal/sqlstore"
)

// longTime bounds what may take long: an export or an import of everything.
const longTime = 4 * time.Hour

// longAnswer is how long the commit of so much may take.
const longAnswer = 5 * time.Minute

// longBounds are the timeouts of a transaction that may take long. It may be
// idle for a while too: it reads from a file, or writes to one.
var longBounds = fmt.Sprintf(
	"SELECT set_config('statement_timeout', '%[1]d', true), set_config('idle_in_transaction_session_timeout', '%[1]d', true)",
	longTime.Milliseconds())

// Write runs fn in a transaction. It runs fn again when the transaction lost a
// race, or lost its connection before the commit was sent; a commit whose outcome
// is unknown it does not repeat. A ctx that ends before fn begins leaves nothing
// behind; afterwards the transaction goes to its end.
func (e *Engine) Write(ctx context.Context, fn func(sqlstore.Conn) error) error {
	return e.persist(ctx, func() error {
		l, err := e.take(ctx)
		if err != nil {
			return err
		}
		defer l.giveBack()
		defer l.disarm()
		return (&transaction{link: l}).run(fn)
	})
}

// Bulk runs fn once in a transaction that may take long.
func (e *Engine) Bulk(ctx context.Context, fn func(sqlstore.Conn) error) error {
	return e.atLength(ctx, "BEGIN", func(l *link) error {
		l.answer = longAnswer
		defer l.disarm()
		return (&transaction{link: l, begun: true}).run(fn)
	})
}

// opening is what a transaction begins with.
func (e *Engine) opening() []string {
	if e.pooled {
		return []string{"BEGIN", sessionBounds}
	}
	return []string{"BEGIN"}
}

// sessionBounds are the timeouts of a session, for a transaction whose session
// belongs to a pooler.
var sessionBounds = fmt.Sprintf(
	"SELECT set_config('statement_timeout', '%d', true), set_config('lock_timeout', '%d', true),"+
		" set_config('idle_in_transaction_session_timeout', '%d', true)",
	statementTimeout.Milliseconds(), lockTimeout.Milliseconds(), idleInTransaction.Milliseconds())

// together runs statements whose results nobody needs, in one round trip.
func (l *link) together(statements ...string) error {
	batch := &pgx.Batch{}
	for _, statement := range statements {
		batch.Queue(statement)
	}
	return l.noted(l.conn.SendBatch(context.Background(), batch).Close())
}
