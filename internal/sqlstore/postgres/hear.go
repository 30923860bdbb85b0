package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// listen hears until the connection ends, and calls ready when it begins to.
// heard says whether it ever did.
func (f *feed) listen(ctx context.Context, ready func()) (heard bool, err error) {
	conn, err := f.connect(ctx)
	if err != nil {
		return false, err
	}
	defer hangUp(conn)
	f.watcher.ChangedAll() // what passed unheard
	f.setBlind(false)
	ready()
	f.log.Info("changes of other nodes are heard")
	for {
		if err := hearUntil(ctx, conn, time.Now().Add(pingEvery)); err != nil {
			return true, err
		}
		asked := time.Now()
		if err := within(ctx, pingAnswer, func(ctx context.Context) error { return conn.Ping(ctx) }); err != nil {
			return true, err
		}
		f.heard = asked
	}
}

// connect opens a connection that is told of changes. While memory is in use it
// takes no longer than that may be.
func (f *feed) connect(ctx context.Context) (*pgx.Conn, error) {
	if !f.isBlind() {
		bounded, cancel := context.WithDeadline(ctx, f.trusted())
		defer cancel()
		ctx = bounded
	}
	conn, err := pgx.ConnectConfig(ctx, f.config)
	if err != nil {
		return nil, err
	}
	asked := time.Now()
	if err := f.prepare(ctx, conn); err != nil {
		hangUp(conn)
		return nil, err
	}
	f.heard = asked
	return conn, nil
}

// feedTriggers is how many triggers of the migrations tell of changes.
const feedTriggers = 6

// prepare makes the server tell this connection of changes, and makes sure that
// it will: that no pooler stands between, and that nobody switched the triggers
// off.
func (f *feed) prepare(ctx context.Context, conn *pgx.Conn) error {
	return within(ctx, connectTimeout, func(ctx context.Context) error {
		if _, err := conn.Exec(ctx, "LISTEN perfil_changes"); err != nil {
			return err
		}
		var pid uint32
		var triggers int
		err := conn.QueryRow(ctx, `SELECT pg_backend_pid(), (SELECT COUNT(*) FROM pg_trigger
			WHERE tgname LIKE 'perfil\_feed\_%' AND tgenabled IN ('O', 'A')
			AND tgrelid IN ('accounts'::regclass, 'sessions'::regclass, 'spent_tokens'::regclass))`).
			Scan(&pid, &triggers)
		switch {
		case err != nil:
			return err
		case pid != conn.PgConn().PID():
			return errors.New("there is a pooler before the database, through which notifications do not pass;" +
				" look at pooler and direct in the database URL")
		case triggers < feedTriggers:
			return fmt.Errorf("only %d of the %d triggers that tell of changes are there", triggers, feedTriggers)
		}
		return nil
	})
}

// hearUntil takes what comes until a moment. Only a connection that ended is an
// error.
func hearUntil(ctx context.Context, conn *pgx.Conn, end time.Time) error {
	bounded, cancel := context.WithDeadline(ctx, end)
	defer cancel()
	for {
		err := conn.PgConn().WaitForNotification(bounded)
		switch {
		case err == nil:
		case ctx.Err() != nil:
			return ctx.Err()
		case bounded.Err() != nil && !conn.IsClosed():
			return nil
		default:
			return err
		}
	}
}

func within(ctx context.Context, d time.Duration, fn func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	return fn(ctx)
}

// hangUp closes a connection without waiting for a server that does not answer.
func hangUp(conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	_ = conn.Close(ctx) // it is of no use any more, however it ends
}
