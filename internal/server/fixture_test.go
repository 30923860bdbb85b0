package server_test

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/avatar"
	"perfil/internal/password"
	"perfil/internal/server"
	"perfil/internal/site"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/sqlite"
	"perfil/internal/token"
)

// must ends the test on an error.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// secret signs the tokens of these tests.
const secret = "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"

// log gathers lines of several goroutines.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// running is a server on a free port, with a database of its own.
type running struct {
	t       testing.TB
	url     string
	address string
	store   *sqlstore.Store
	log     *log
	stop    context.CancelFunc
	ended   chan error
}

// start starts a server; change may alter its configuration.
func start(t testing.TB, change func(*server.Config)) *running {
	t.Helper()
	folder := t.TempDir()
	engine, err := sqlite.Open(t.Context(), filepath.Join(folder, "perfil.db"))
	must(t, err)
	store := sqlstore.New(engine)
	pictures, err := avatar.NewFolder(filepath.Join(folder, "avatars"))
	must(t, err)
	key, err := token.NewHMAC("test", []byte(secret))
	must(t, err)
	ring, err := token.NewRing(key)
	must(t, err)
	r := &running{t: t, store: store, log: &log{}, ended: make(chan error, 1)}
	accounts := account.New(account.Config{
		Store: store, Tokens: ring, Pictures: pictures, Memory: 1 << 20,
		Passwords: password.New(password.Config{Params: password.Params{Memory: 64, Time: 1, Threads: 1}}),
	})
	c := server.Config{
		Accounts:  accounts,
		Site:      site.Config{Accounts: accounts},
		Log:       slog.New(slog.NewTextHandler(r.log, nil)),
		Listener:  listen(t),
		Contracts: []string{"django", "express"},
	}
	if change != nil {
		change(&c)
	}
	r.address = c.Listener.Addr().String()
	r.url = "http://" + r.address
	ctx, stop := context.WithCancel(t.Context())
	r.stop = stop
	go func() { r.ended <- server.New(c).Serve(ctx) }()
	t.Cleanup(func() {
		stop()
		<-r.ended
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func listen(t testing.TB) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	return l
}

// wait returns what Serve returned.
func (r *running) wait() error {
	r.t.Helper()
	select {
	case err := <-r.ended:
		r.ended <- err
		return err
	case <-time.After(20 * time.Second):
		r.t.Fatal("the server does not end")
		return nil
	}
}

// ask sends a request and returns the answer with its body.
func (r *running) ask(method, path, body string, headers ...string) (*http.Response, string) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.url+path, strings.NewReader(body))
	must(r.t, err)
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	must(r.t, err)
	rec := httptest.NewRecorder()
	_, err = rec.Body.ReadFrom(res.Body)
	must(r.t, err)
	must(r.t, res.Body.Close())
	client.CloseIdleConnections()
	return res, rec.Body.String()
}
