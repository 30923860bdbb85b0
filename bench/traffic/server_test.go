package traffic_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"perfil/bench/crowd"
	"perfil/internal/account"
	"perfil/internal/avatar"
	"perfil/internal/contract/django"
	"perfil/internal/contract/express"
	"perfil/internal/migrate"
	"perfil/internal/password"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/sqlite"
	"perfil/internal/token"
	"perfil/internal/web"
)

const (
	secret   = "a-secret-for-tests-that-protects-nothing-0123456789"
	accounts = 40
)

// place is both contracts over a real database with a small crowd in it.
type place struct {
	addr    string
	handler http.Handler
	store   *sqlstore.Store
}

func open(t testing.TB) place {
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
	hasher := password.New(password.Config{Params: password.Params{Memory: 64, Time: 1, Threads: 1}})
	service := account.New(account.Config{Store: store, Tokens: ring, Pictures: pictures, Passwords: hasher, Memory: 1 << 20})
	fill(t, service, hasher)

	mux := http.NewServeMux()
	mux.Handle("/api/auth/", express.New(express.Config{Accounts: service, Language: "es"}))
	mux.Handle("/api/", django.New(django.Config{Accounts: service, Language: "en"}))
	// What the real server puts around them; its log goes nowhere.
	handler := web.Events{Log: slog.New(slog.NewTextHandler(io.Discard, nil))}.Wrap(web.NoSniff(mux))
	server := httptest.NewServer(handler)
	t.Cleanup(func() {
		server.Close()
		must(t, store.Close())
		must(t, pictures.Close())
	})
	return place{addr: strings.TrimPrefix(server.URL, "http://"), handler: handler, store: store}
}

func fill(t testing.TB, service *account.Service, hasher *password.Hasher) {
	t.Helper()
	hash, err := hasher.Hash(t.Context(), crowd.Password)
	must(t, err)
	var file bytes.Buffer
	must(t, crowd.WriteJSONL(&file, accounts, string(hash)))
	_, err = migrate.Import(t.Context(), service, account.Operator("test"), migrate.NewJSONL(&file), migrate.Options{})
	must(t, err)
}

// count is how many accounts are like this.
func (p place) count(t *testing.T, like func(account.Account) bool) (n int) {
	t.Helper()
	must(t, p.store.Each(context.Background(), func(a account.Account) error {
		if like(a) {
			n++
		}
		return nil
	}))
	return n
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
