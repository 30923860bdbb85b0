package contracttest

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/avatar"
	"perfil/internal/password"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/sqlite"
	"perfil/internal/token"
	"perfil/internal/web"
)

// Contract is a contract under test.
type Contract struct {
	New        func(s *account.Service, language string) http.Handler
	Internal   func(language string) http.HandlerFunc // answers a panic
	OpenAPI    []byte
	NumericIDs bool // a path whose {id} is no number is unknown
}

// Setup says how a World differs from the usual one.
type Setup struct {
	People   []Person                          // besides the usual ones
	Language string                            // of the messages; "" is the contract's own
	Limits   bool                              // count attempts
	Store    func(account.Store) account.Store // put around the store of accounts
	Pictures func(avatar.Store) avatar.Store   // put around the store of avatars
}

// World is a service with people in it, and a contract in front.
type World struct {
	Service *account.Service
	Handler http.Handler // the contract with what the server puts around it
	Log     *Log

	store    account.Store
	hasher   *password.Hasher
	pictures avatar.Store
	people   map[string]Person
	tickets  int

	mu  sync.Mutex
	now time.Time
}

// Start is when the clock of every World stands at first. It has a fraction, so
// that times which are rounded instead of cut show.
func Start() time.Time { return time.Date(2026, 3, 11, 12, 0, 0, 750_000_000, time.UTC) }

// Secret is the HS256 key, which the reference systems are taken to share.
const Secret = "the secret of the tests, which is long enough"

// Open makes a World that ends with the test.
func Open(t testing.TB, c Contract, s Setup) *World {
	t.Helper()
	dir := t.TempDir()
	engine, err := sqlite.Open(context.Background(), filepath.Join(dir, "perfil.db"))
	must(t, err)
	pictures, err := avatar.NewFolder(filepath.Join(dir, "avatars"))
	must(t, err)
	w := &World{
		store:    sqlstore.New(engine),
		hasher:   password.New(password.Config{Params: password.Params{Memory: 64, Time: 1, Threads: 1}}),
		pictures: pictures,
		people:   map[string]Person{},
		now:      Start(),
	}
	t.Cleanup(func() {
		must(t, w.store.Close())
		must(t, pictures.Close())
	})
	w.settle(t, append(usual(), s.People...))
	w.Serve(t, c, s)
	return w
}

// Serve starts a service on what is there and puts the contract in front of it,
// in place of the former one. It remembers no account, so that every operation
// asks the store for what it needs.
func (w *World) Serve(t testing.TB, c Contract, s Setup) {
	t.Helper()
	key, err := token.NewHMAC("test", []byte(Secret))
	must(t, err)
	ring, err := token.NewRing(key)
	must(t, err)
	store, pictures := w.store, w.pictures
	if s.Store != nil {
		store = s.Store(store)
	}
	if s.Pictures != nil {
		pictures = s.Pictures(pictures)
	}
	w.Service = account.New(account.Config{
		Store: store, Passwords: w.hasher, Tokens: ring, Now: w.Now, Limits: s.Limits, Pictures: pictures,
	})
	w.Log = &Log{}
	handler := web.Recover(c.Internal(s.Language), c.New(w.Service, s.Language))
	w.Handler = web.Events{Log: slog.New(slog.NewTextHandler(w.Log, nil))}.Wrap(web.NoSniff(handler))
}

// Now is the time on the clock.
func (w *World) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// Pass lets time go by.
func (w *World) Pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// Log gathers what the server writes to its log.
type Log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
