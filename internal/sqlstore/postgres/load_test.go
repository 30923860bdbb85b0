package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
)

// load is writers that never rest, and a ledger of what each was told. Each
// write adds one to the version of the writer's account and an event with a name
// of its own, so that one that is lost shows, and so does one that is done twice.
type load struct {
	t       *testing.T
	writers []*writer
	stop    chan struct{}
	running sync.WaitGroup
}

type writer struct {
	node  *node
	of    account.ID
	named string

	mu     sync.Mutex
	acked  []string
	open   []string // of which nobody knows
	last   time.Time
	failed time.Time // the last error
	errors int
}

// under starts n writers, spread over the nodes.
func under(t *testing.T, n int, nodes ...*node) *load {
	t.Helper()
	l := &load{t: t, stop: make(chan struct{})}
	for i := range n {
		node := nodes[i%len(nodes)]
		l.writers = append(l.writers, &writer{node: node, of: stored(t, node).ID, named: fmt.Sprint("writer ", i)})
	}
	for _, w := range l.writers {
		l.running.Go(func() { w.write(t.Context(), t, l.stop) })
	}
	return l
}

func (w *writer) write(ctx context.Context, t *testing.T, stop chan struct{}) {
	for i := 0; ; i++ {
		select {
		case <-stop:
			return
		default:
		}
		name := fmt.Sprint(w.named, " change ", i)
		_, err := w.node.Update(ctx, w.of, func(c *account.Change) error {
			c.Account.Version++
			c.Events = []account.Event{{At: storetest.Noon(), Action: account.ActionUpdated, Detail: name}}
			return nil
		})
		w.note(name, err)
		if err != nil && !errors.Is(err, account.Unavailable) {
			t.Errorf("%s: %v", name, err)
			return
		}
	}
}

func (w *writer) note(name string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err == nil {
		w.acked, w.last = append(w.acked, name), time.Now()
		return
	}
	w.open, w.failed = append(w.open, name), time.Now()
	w.errors++
}

// acknowledged counts the writes of all writers so far.
func (l *load) acknowledged() (n int) {
	for _, w := range l.writers {
		w.mu.Lock()
		n += len(w.acked)
		w.mu.Unlock()
	}
	return n
}

// allWroteSince waits until every writer was acknowledged something after a
// moment, and says how long after it the last of them was.
func (l *load) allWroteSince(moment time.Time) time.Duration {
	l.t.Helper()
	var longest time.Duration
	for _, w := range l.writers {
		eventually(l.t, w.named+" goes on", func() bool {
			w.mu.Lock()
			defer w.mu.Unlock()
			return w.last.After(moment)
		})
	}
	for _, w := range l.writers {
		w.mu.Lock()
		longest = max(longest, w.failed.Sub(moment))
		w.mu.Unlock()
	}
	return longest
}

// end stops the writers and compares what they were told with the database.
func (l *load) end(database string) {
	l.t.Helper()
	close(l.stop)
	l.running.Wait()
	conn := connected(l.t, database)
	done := map[string]int{}
	rows, err := conn.Query(l.t.Context(), `SELECT detail, COUNT(*) FROM events GROUP BY detail`)
	if err != nil {
		l.t.Fatal(err)
	}
	for rows.Next() {
		var name string
		var n int
		if err := rows.Scan(&name, &n); err != nil {
			l.t.Fatal(err)
		}
		done[name] = n
	}
	var lost, doubled, acked, open, happened int
	for _, w := range l.writers {
		written := 0
		for _, name := range w.acked {
			if done[name] == 0 {
				lost++
			}
		}
		for _, name := range append(w.acked, w.open...) {
			written += done[name]
			if done[name] > 1 {
				doubled++
			}
		}
		for _, name := range w.open {
			happened += done[name]
		}
		acked, open = acked+len(w.acked), open+len(w.open)
		version := number(l.t, conn, `SELECT version FROM accounts WHERE id = $1`, int64(w.of))
		if version != int64(1+written) {
			l.t.Errorf("%s: the version is %d after %d changes", w.named, version, written)
		}
	}
	l.t.Logf("%d acknowledged, %d lost, %d doubled; %d not acknowledged, of which %d happened", acked, lost, doubled, open, happened)
	if lost+doubled > 0 {
		l.t.Errorf("%d acknowledged writes are lost, %d happened twice", lost, doubled)
	}
}

// readers read accounts all the time and count what they are told.
type readers struct {
	good, bad atomic.Int64
	running   sync.WaitGroup
	stop      chan struct{}
}

func reading(t *testing.T, n *node, id account.ID) *readers {
	r := &readers{stop: make(chan struct{})}
	for range 4 {
		r.running.Go(func() {
			for {
				select {
				case <-r.stop:
					return
				default:
				}
				switch _, err := n.Find(t.Context(), account.Key{ID: id}); {
				case err == nil:
					r.good.Add(1)
				case errors.Is(err, account.Unavailable):
					r.bad.Add(1)
				default:
					t.Errorf("a read got %v", err)
				}
			}
		})
	}
	return r
}

func (r *readers) end() (good, bad int64) {
	close(r.stop)
	r.running.Wait()
	return r.good.Load(), r.bad.Load()
}
