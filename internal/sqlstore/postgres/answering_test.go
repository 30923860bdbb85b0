package postgres_test

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/avatar"
	"perfil/internal/password"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/pgtest"
	"perfil/internal/sqlstore/postgres"
	"perfil/internal/token"
)

// answering is a node that answers people, from memory where it may.
type answering struct {
	*account.Service
	t      *testing.T
	engine *counting
	token  string // of somebody who is signed in
	id     account.ID
}

// counting is an Engine that knows how often it was read.
type counting struct {
	*postgres.Engine
	n atomic.Int64
}

func (c *counting) Read(ctx context.Context, fn func(sqlstore.Conn) error) error {
	c.n.Add(1)
	return c.Engine.Read(ctx, fn)
}

func (a *answering) reads() int64 { return a.engine.n.Load() }

func answeringAt(t *testing.T, database string) *answering {
	t.Helper()
	key, err := token.NewHMAC("test", []byte("a secret of the tests, long enough for HS256"))
	if err != nil {
		t.Fatal(err)
	}
	ring, err := token.NewRing(key)
	if err != nil {
		t.Fatal(err)
	}
	pictures, err := avatar.NewFolder(filepath.Join(t.TempDir(), "avatars"))
	if err != nil {
		t.Fatal(err)
	}
	engine := &counting{Engine: openedAt(t, database)}
	a := &answering{t: t, engine: engine, Service: account.New(account.Config{
		Store: sqlstore.New(engine), Passwords: password.New(password.Config{Params: password.Params{Memory: 64, Time: 1, Threads: 1}}),
		Tokens: ring, Memory: 1 << 20, Pictures: pictures,
	})}
	granted, err := a.SignUp(t.Context(), account.SignUp{
		Terms: account.Terms{Shape: account.ShapeSingle, EmailMax: 150, NameMax: 100}, MakeUsername: true, Email: "ada@example.com", Password: "Correct-horse-9",
		Client: account.Client{Address: "127.0.0.1"},
	})
	if err != nil {
		t.Fatal(err)
	}
	a.token, a.id = granted.Access, granted.Account.ID
	a.mustAnswer()
	a.mustAnswer() // the second time it is kept
	return a
}

func (a *answering) ask() error {
	_, err := a.Authenticate(a.t.Context(), a.token)
	return err
}

func (a *answering) mustAnswer() {
	a.t.Helper()
	if err := a.ask(); err != nil {
		a.t.Fatal(err)
	}
}

// asked is how it went with reads that four clients sent without a pause.
type asked struct {
	stop    chan struct{}
	running sync.WaitGroup

	mu       sync.Mutex
	answers  []time.Time // when those that were answered were sent
	longest  time.Duration
	refusals []time.Duration // how long they took
}

func (a *answering) askedAllTheTime() *asked {
	r := &asked{stop: make(chan struct{})}
	for range 4 {
		r.running.Go(func() {
			for {
				select {
				case <-r.stop:
					return
				case <-time.After(time.Millisecond): // others need the processor too
				}
				sent := time.Now()
				r.note(a.t, sent, a.ask())
			}
		})
	}
	return r
}

func (r *asked) note(t *testing.T, sent time.Time, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	took := time.Since(sent)
	switch {
	case err == nil:
		r.answers, r.longest = append(r.answers, sent), max(r.longest, took)
	case errors.Is(err, account.Unavailable):
		r.refusals = append(r.refusals, took)
	default:
		t.Errorf("a read got %v", err)
	}
}

// between counts the answers to what was sent between two moments.
func (r *asked) between(begin, end time.Time) (n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, sent := range r.answers {
		if sent.After(begin) && sent.Before(end) {
			n++
		}
	}
	return n
}

// end stops the clients. A read that found nobody was tried for as long as a
// failover that goes well takes.
func (r *asked) end(t *testing.T) {
	t.Helper()
	close(r.stop)
	r.running.Wait()
	t.Logf("%d reads were answered, the slowest within %s; %d were refused", len(r.answers), r.longest, len(r.refusals))
	for _, took := range r.refusals {
		if took < 2*time.Second {
			t.Errorf("a read was given up after %s", took)
		}
	}
}

// What is in memory was true a moment ago, and nobody is there who knows better.
func TestReadsFromMemoryAreAnsweredWhileNoServerIsThereAndNotForLong(t *testing.T) {
	s := pgtest.Start(t)
	database, err := s.CreateDatabase(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n := answeringAt(t, database)
	reads := n.askedAllTheTime()
	if err := s.Kill(); err != nil {
		t.Fatal(err)
	}
	gone := time.Now()
	eventually(t, "memory is not used any more", func() bool {
		time.Sleep(1500 * time.Millisecond) // a read that is answered now was sent long after the server went
		return reads.between(time.Now().Add(-1200*time.Millisecond), time.Now()) == 0
	})
	if reads.between(gone, time.Now()) == 0 {
		t.Error("no read was answered once the server was gone")
	}
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	back := time.Now()
	eventually(t, "reads are answered again", func() bool { return reads.between(back, time.Now()) > 0 })
	reads.end(t)
}

// The server is there and does not let the node hear, so that a session that
// another node ends must be looked up.
func TestANodeThatCannotHearReadsTheDatabaseForEveryRequest(t *testing.T) {
	database := pgtest.Database(t)
	n := answeringAt(t, database)
	conn := connected(t, database)
	run(t, conn, `ALTER TABLE accounts DISABLE TRIGGER perfil_feed_updated`)
	run(t, conn, endFeeds)
	eventually(t, "memory is not used", func() bool {
		before := n.reads()
		n.mustAnswer()
		return n.reads() > before
	})
	for range 20 {
		before := n.reads()
		n.mustAnswer()
		if n.reads() == before {
			t.Fatal("a read was answered from memory")
		}
	}
	run(t, conn, `DELETE FROM sessions WHERE account_id = $1`, int64(n.id))
	if err := n.ask(); !errors.Is(err, account.Unauthenticated) {
		t.Errorf("the very next request after the end of the session got error %v", err)
	}
	run(t, conn, `ALTER TABLE accounts ENABLE TRIGGER perfil_feed_updated`)
}
