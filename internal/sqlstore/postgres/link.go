package postgres

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// link is a connection that was taken out of the pool for one operation.
type link struct {
	engine *Engine
	pooled *pgxpool.Conn
	conn   *pgx.Conn
	answer time.Duration // for how long the server may say nothing
	gone   bool          // the connection is lost
}

// lost is an error with which a connection ended, so that nothing more can be
// said on it. What it had begun and not committed, the server undoes.
type lost struct{ err error }

func (l lost) Error() string { return "the connection to the database was lost: " + l.err.Error() }
func (l lost) Unwrap() error { return l.err }

// take waits for a connection. The end of ctx ends the waiting, and so does
// patience: a pool that is used up must not collect callers.
func (e *Engine) take(ctx context.Context) (*link, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	pooled, err := e.pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	return &link{engine: e, pooled: pooled, conn: pooled.Conn(), answer: answerTimeout}, nil
}

// giveBack returns the connection to the pool, which throws it away if it is
// still in a transaction. One that is lost is not returned: the pool would close
// it in good order, with a server that may not answer, and its place would be
// taken until then.
func (l *link) giveBack() {
	if !l.gone {
		l.pooled.Release()
		return
	}
	go hangUp(l.pooled.Hijack())
}

// arm gives the server some time from now on to say something. A deadline
// on the socket costs less than a context that can end, for which the driver
// starts a goroutine with every statement.
func (l *link) arm() { l.deadline(time.Now().Add(l.answer)) }

// disarm lets a connection wait in the pool for as long as it likes.
func (l *link) disarm() { l.deadline(time.Time{}) }

func (l *link) deadline(at time.Time) {
	// An error here is one of a connection that is lost, and comes again.
	_ = l.conn.PgConn().Conn().SetDeadline(at)
}

// noted finds out whether an error ended the connection.
func (l *link) noted(err error) error {
	if err == nil {
		return nil
	}
	if sqlState(err) == readOnlyTransaction {
		l.engine.distrust(l.conn) // it is a standby now
		return err
	}
	if !l.conn.IsClosed() && !isTimeout(err) && !isFatal(err) {
		return err
	}
	l.gone = true
	l.engine.distrust(l.conn)
	return lost{err}
}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

// isFatal says whether the server ended the connection with this error.
func isFatal(err error) bool {
	var told *pgconn.PgError
	return errors.As(err, &told) && (told.SeverityUnlocalized == "FATAL" || told.SeverityUnlocalized == "PANIC")
}

// keepable makes arguments of what a text of PostgreSQL cannot hold: bytes that
// are no UTF-8, which a header of a request may have, and NUL.
func keepable(args []any) []any {
	for i, arg := range args {
		switch v := arg.(type) {
		case string:
			args[i] = validText(v)
		case sql.NullString:
			v.String = validText(v.String)
			args[i] = v
		}
	}
	return args
}

func validText(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}
