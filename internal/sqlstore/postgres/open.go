package postgres

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Open connects to a database, waits for it if it does not answer yet, and
// brings its schema up to date. Its errors are sentences for the operator, and
// none shows a password. *UnansweredError.
func Open(ctx context.Context, o Options) (*Engine, error) {
	s, err := o.settings()
	if err != nil {
		return nil, err
	}
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	e := &Engine{pooled: s.pooled, log: log}
	// Connections to a server that does not answer would each cost a caller its
	// time until they are found out.
	e.feed = newFeed(s.feed, log, func() { e.pool.Reset() })
	s.pool.AfterConnect = stamp(&e.generation)
	if e.pool, err = pgxpool.NewWithConfig(ctx, s.pool); err != nil {
		return nil, err
	}
	// A third for what takes long leaves enough for what must not.
	e.long = make(chan struct{}, max(1, int(s.pool.MaxConns)/3))
	if err := e.await(ctx, &o); err != nil {
		e.pool.Close()
		return nil, explain(err, o.URL)
	}
	if o.Answered != nil {
		o.Answered()
	}
	if err := e.prepare(ctx, s.feed, o.Schema); err != nil {
		e.pool.Close()
		return nil, explain(err, o.URL)
	}
	return e, nil
}

// prepare makes the database one for this program.
func (e *Engine) prepare(ctx context.Context, config *pgx.ConnConfig, schema Schema) error {
	folder, err := ownMigrations()
	if err != nil {
		return err
	}
	if schema != SchemaMade {
		if err := settled(ctx, e.pool, folder, schema); err != nil {
			return err
		}
	}
	if schema == SchemaKept {
		return e.learn(ctx)
	}
	if err := migrate(ctx, config, folder); err != nil {
		return err
	}
	return e.learn(ctx)
}

// learn finds out whether the server has what a commit uses that does not wait
// alone. Some that speak PostgreSQL's protocol do not; there such commits wait
// for each other.
func (e *Engine) learn(ctx context.Context) error {
	return e.pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_proc
		WHERE proname = 'pg_logical_emit_message' AND has_function_privilege(oid, 'execute'))`).Scan(&e.canWaitLater)
}

// The wait at the start: how often the database is asked, and how often the
// operator hears of it.
const (
	askEvery  = 250 * time.Millisecond
	tellEvery = 10 * time.Second
)

// UnansweredError says that Open waited as long as it may.
type UnansweredError struct {
	Waited time.Duration
	Last   error // of the last try
}

func (e *UnansweredError) Error() string {
	return fmt.Sprintf("waited %s for it: %v", e.Waited, e.Last)
}

func (e *UnansweredError) Unwrap() error { return e.Last }

// await waits until the database answers, and says at once why it waits. What
// waiting does not cure, such as a wrong password, it returns at once.
func (e *Engine) await(ctx context.Context, o *Options) error {
	atMost := cmp.Or(o.Wait, defaultWait)
	begun := time.Now()
	var told time.Time
	for {
		err := e.ask(ctx)
		if err == nil || ctx.Err() != nil || isHopeless(err) {
			return err
		}
		if time.Since(begun) > atMost {
			return &UnansweredError{Waited: atMost, Last: err}
		}
		if time.Since(told) > tellEvery {
			told = time.Now()
			e.log.Warn("waiting for the database", "error", explain(err, o.URL))
		}
		if !sleep(ctx, askEvery) {
			return ctx.Err()
		}
	}
}

func (e *Engine) ask(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	return e.pool.Ping(ctx)
}
