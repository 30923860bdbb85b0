package postgres

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// patience is for how long an operation is tried again: about as long as an
// orderly restart of the database takes. Longer, and callers pile up that are
// better told to come back.
const patience = 3 * time.Second

// The waits between tries, doubled each time. They are drawn at random so that
// two who lost a race to each other do not meet again.
const (
	firstWait   = 5 * time.Millisecond
	longestWait = 250 * time.Millisecond
)

// persist calls attempt again while its error says that nothing happened and
// that another try may succeed.
func (e *Engine) persist(ctx context.Context, attempt func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	begun := time.Now()
	for wait := firstWait; ; wait = min(2*wait, longestWait) {
		err := e.whileOpen(attempt())
		if err == nil || !isRepeatable(err) || ctx.Err() != nil {
			return err
		}
		pause := rand.N(wait) + wait/2
		if time.Since(begun)+pause > patience || !sleep(ctx, pause) {
			return err
		}
		e.repeats.Add(1)
	}
}

// sleep waits, and says whether it did to the end.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// isRepeatable says whether an operation with this error left nothing behind and
// may well succeed when it is tried again.
func isRepeatable(err error) bool {
	var open unknown
	if errors.As(err, &open) || errors.Is(err, errClosed) {
		return false
	}
	if state := sqlState(err); state != "" {
		return repeatable[state]
	}
	var gone lost
	var unconnected *pgconn.ConnectError
	return errors.As(err, &gone) || errors.As(err, &unconnected)
}

// distrust makes the pool replace the connections that are as old as one that
// was lost: when a server ends, none of them is any good, and each would fail one
// caller to find out.
func (e *Engine) distrust(c *pgx.Conn) {
	made, _ := c.PgConn().CustomData()[generationKey].(int64)
	if e.generation.CompareAndSwap(made, made+1) {
		e.pool.Reset()
	}
}

const generationKey = "generation"

// stamp notes in which generation a connection was made.
func stamp(generation *atomic.Int64) func(context.Context, *pgx.Conn) error {
	return func(_ context.Context, c *pgx.Conn) error {
		c.PgConn().CustomData()[generationKey] = generation.Load()
		return nil
	}
}
