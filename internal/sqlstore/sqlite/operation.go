package sqlite

import (
	"context"
	"errors"
	"sync/atomic"

	"perfil/internal/sqlstore"
)

// errUnfinished is the outcome of an operation whose func panicked or ended its
// goroutine. Nobody receives it but the writer, which undoes the operation.
var errUnfinished = errors.New("the operation did not come to its end")

// operation is one Write or Bulk. It is claimed once: by the writer, which then
// runs it to its end, or by its caller, who has gone away meanwhile.
//
// The func runs on the goroutine of the caller while the writer waits, so that
// a panic, or the end of a test, happens where it belongs.
type operation struct {
	alone   bool // shares its transaction with no other
	claimed atomic.Bool
	turn    chan *transaction // from the writer: run now
	ran     chan error        // to the writer: this is how it went
	done    chan error        // from the writer: the outcome after the commit
}

func newOperation(alone bool) *operation {
	return &operation{
		alone: alone,
		turn:  make(chan *transaction, 1),
		ran:   make(chan error, 1),
		done:  make(chan error, 1),
	}
}

func (o *operation) claim() bool { return o.claimed.CompareAndSwap(false, true) }

// perform waits for the turn, runs fn and waits for the commit. When ctx ends
// before the turn has come nothing happens; afterwards ctx has no say.
func (o *operation) perform(ctx context.Context, fn func(sqlstore.Conn) error) error {
	gone := ctx.Done()
	for {
		select {
		case t := <-o.turn:
			o.run(t, fn)
			return <-o.done
		case err := <-o.done:
			return err
		case <-gone:
			if o.claim() {
				return ctx.Err()
			}
			gone = nil
		}
	}
}

func (o *operation) run(t *transaction, fn func(sqlstore.Conn) error) {
	err := errUnfinished
	defer func() { o.ran <- err }()
	err = fn(t)
}
