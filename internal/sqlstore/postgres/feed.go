package postgres

import (
	"context"
	"errors"
	"log/slog"
	"slices"
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
//
// For that long memory is used too when the connection broke and no server is
// there that takes writes: it was as true a moment ago, and there is nothing else
// to answer from. As soon as one is there and cannot be heard, every read goes to
// it.
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
	heard   time.Time // of serve alone: what was committed before it was heard

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
		if heard {
			wait, told = feedRetry, false
		}
		if ctx.Err() != nil || !heard && !isAbsent(err) {
			f.setBlind(true)
		}
		tried()
		if ctx.Err() != nil {
			return
		}
		if isTimeout(err) {
			f.silent()
		}
		if !told {
			told = true
			f.log.Warn("changes of other nodes cannot be heard; every read goes to the database", "error", err)
		}
		if !f.rest(ctx, wait) {
			return
		}
	}
}

// trusted is until when memory may be used without a word from the server.
func (f *feed) trusted() time.Time { return f.heard.Add(pingEvery + pingAnswer) }

// rest waits before the next try, and ends the use of memory in time.
func (f *feed) rest(ctx context.Context, wait time.Duration) bool {
	if !f.isBlind() {
		wait = min(wait, max(0, time.Until(f.trusted())))
	}
	goOn := sleep(ctx, wait)
	if !goOn || !time.Now().Before(f.trusted()) {
		f.setBlind(true)
	}
	return goOn
}

// isAbsent says whether no server that takes writes is there, so that a read
// would find none either. One that refuses us is there.
func isAbsent(err error) bool {
	var unconnected *pgconn.ConnectError
	if !errors.As(err, &unconnected) {
		return false
	}
	return !slices.ContainsFunc(causes(err), func(cause error) bool {
		state := sqlState(cause)
		return state != "" && !isClass(state, operatorIntervention)
	})
}

// setBlind tells the watcher when it changes.
func (f *feed) setBlind(blind bool) {
	if f.blind.Swap(blind) != blind {
		f.watcher.Blind(blind)
	}
}
