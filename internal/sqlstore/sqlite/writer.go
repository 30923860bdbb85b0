package sqlite

import (
	"context"
	"database/sql"
	"sync"
	"sync/atomic"
	"time"

	"perfil/internal/sqlstore"
)

// The queue and the group are bounded: a caller waits for a place in the queue
// no longer than its context, and the first operation of a group waits for at
// most this many others.
const (
	queueSize = 1024
	groupSize = 512
)

// pollInterval is how often the file is asked whether another process changed it.
const pollInterval = 250 * time.Millisecond

// writer is the only one that writes. Its goroutine owns the connection.
type writer struct {
	queue   chan *operation
	stopped chan struct{}

	mu     sync.RWMutex // held for reading while an operation enters the queue
	closed bool

	commits    atomic.Int64
	operations atomic.Int64

	link    *link
	held    *operation // came while a group was open that it may not join
	grown   bool       // the group that is open has more memory than others
	foreign foreign
}

func startWriter(db *sql.DB) (*writer, error) {
	l, err := connect(db)
	if err != nil {
		return nil, err
	}
	w := &writer{queue: make(chan *operation, queueSize), stopped: make(chan struct{}), link: l}
	w.foreign.look(w.link)
	go w.serve()
	return w, nil
}

// do queues fn and returns after the commit that contains it.
func (w *writer) do(ctx context.Context, alone bool, fn func(sqlstore.Conn) error) error {
	o := newOperation(alone)
	if err := w.enter(ctx, o); err != nil {
		return err
	}
	return o.perform(ctx, fn)
}

func (w *writer) enter(ctx context.Context, o *operation) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return errClosed
	}
	select {
	case w.queue <- o:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// close lets what is queued come to its end and takes nothing more.
func (w *writer) close() {
	w.mu.Lock()
	w.closed = true
	close(w.queue)
	w.mu.Unlock()
	<-w.stopped
}

func (w *writer) serve() {
	defer close(w.stopped)
	poll := time.NewTicker(pollInterval)
	defer poll.Stop()
	for {
		o := w.held
		w.held = nil
		if o == nil {
			select {
			case <-poll.C:
				w.foreign.look(w.link)
				continue
			case next, open := <-w.queue:
				if !open {
					return
				}
				o = next
			}
		}
		if o.claim() {
			w.group(o)
		}
	}
}

// next gives the next operation of the group that began with first, nil if
// there is none at this moment.
func (w *writer) next(first *operation, members int) *operation {
	for !first.alone && members < groupSize {
		select {
		case o := <-w.queue:
			switch {
			case o == nil:
				return nil // closed
			case o.alone:
				w.held = o
				return nil
			case o.claim():
				return o
			}
		default:
			return nil
		}
	}
	return nil
}

// refuse tells first, and all who queued up behind it, why nothing can begin.
// Else each of them would wait once more for what the first waited for.
func (w *writer) refuse(first *operation, err error) {
	first.done <- err
	for range len(w.queue) {
		if o := <-w.queue; o != nil && o.claim() {
			o.done <- err
		}
	}
}
