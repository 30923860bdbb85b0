package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"perfil/internal/account"
)

// A node that serves from memory must hear of every change within a second. It
// asks the server every pingEvery whether it is there; what was committed before
// the server answers was heard before the answer. Without an answer within
// pingAnswer nothing is served from memory. Together they are the longest for
// which a node can be wrong, and stay below the second with room for a busy
// machine.
const (
	pingEvery  = 250 * time.Millisecond
	pingAnswer = 600 * time.Millisecond

	// feedRetry is the wait before the next try to hear again, doubled each time.
	feedRetry        = 20 * time.Millisecond
	longestFeedRetry = time.Second

	feedName = "perfil feed" // the name of the connection, for an administrator
)

// feed is the connection on which a node hears what changed.
type feed struct {
	config  *pgx.ConnConfig
	log     *slog.Logger
	silent  func() // hears that the server does not answer
	watcher account.Watcher
	blind   atomic.Bool

	mu     sync.Mutex
	cancel context.CancelFunc // nil: not started
	tried  chan struct{}      // closed after the first try to hear
	ended  chan struct{}
}

func newFeed(config *pgx.ConnConfig, log *slog.Logger, silent func()) *feed {
	f := &feed{config: config, log: log, silent: silent}
	f.blind.Store(true)
	config.OnNotification = func(_ *pgconn.PgConn, n *pgconn.Notification) { f.hear(n.Payload) }
	return f
}

func (f *feed) isBlind() bool { return f.blind.Load() }

// start begins to hear. Until it does the watcher is blind. It waits for the
// first try, so that a node whose feed works is not blind at all.
func (f *feed) start(w account.Watcher) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.cancel != nil {
		return
	}
	w.Blind(true)
	var ctx context.Context
	ctx, f.cancel = context.WithCancel(context.Background())
	f.watcher, f.tried, f.ended = w, make(chan struct{}), make(chan struct{})
	go f.serve(ctx)
	select {
	case <-f.tried:
	case <-time.After(2 * connectTimeout):
	}
}

// stop ends the connection. The watcher is blind from then on.
func (f *feed) stop() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.cancel != nil {
		f.cancel()
		<-f.ended
	}
}

func (f *feed) serve(ctx context.Context) {
	defer close(f.ended)
	told, tried := false, sync.OnceFunc(func() { close(f.tried) })
	for wait := feedRetry; ; wait = min(2*wait, longestFeedRetry) {
		heard, err := f.listen(ctx, tried)
		f.setBlind(true)
		tried()
		if ctx.Err() != nil {
			return
		}
		if isTimeout(err) {
			f.silent()
		}
		if heard {
			wait, told = feedRetry, false
		}
		if !told {
			told = true
			f.log.Warn("changes of other nodes cannot be heard; every read goes to the database", "error", err)
		}
		if !sleep(ctx, wait) {
			return
		}
	}
}

// setBlind tells the watcher when it changes.
func (f *feed) setBlind(blind bool) {
	if f.blind.Swap(blind) != blind {
		if !blind {
			f.watcher.ChangedAll()
		}
		f.watcher.Blind(blind)
	}
}

// listen hears until the connection ends, and calls ready when it begins to.
// heard says whether it ever did.
func (f *feed) listen(ctx context.Context, ready func()) (heard bool, err error) {
	conn, err := pgx.ConnectConfig(ctx, f.config)
	if err != nil {
		return false, err
	}
	defer hangUp(conn)
	if err := f.prepare(ctx, conn); err != nil {
		return false, err
	}
	f.setBlind(false)
	ready()
	f.log.Info("changes of other nodes are heard")
	for {
		if err := hearUntil(ctx, conn, time.Now().Add(pingEvery)); err != nil {
			return true, err
		}
		if err := within(ctx, pingAnswer, func(ctx context.Context) error { return conn.Ping(ctx) }); err != nil {
			return true, err
		}
	}
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
