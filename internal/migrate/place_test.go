package migrate_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/avatar"
	"perfil/internal/migrate"
	"perfil/internal/password"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/sqlite"
	"perfil/internal/token"
)

// secret is what the former system and this one sign with.
const secret = "a secret of the former system, 32 bytes or more"

// place is an installation of its own, on SQLite.
type place struct {
	*account.Service
	store    account.Store
	engine   *sqlite.Engine
	operator account.Actor
}

func newPlace(t testing.TB) *place {
	t.Helper()
	return newPlaceOn(t, func(s account.Store) account.Store { return s })
}

// newPlaceOn puts something between the service and its store.
func newPlaceOn(t testing.TB, wrap func(account.Store) account.Store) *place {
	t.Helper()
	folder := t.TempDir()
	engine, err := sqlite.Open(t.Context(), filepath.Join(folder, "perfil.db"))
	if err != nil {
		t.Fatal(err)
	}
	store := wrap(sqlstore.New(engine))
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	pictures, err := avatar.NewFolder(filepath.Join(folder, "avatars"))
	if err != nil {
		t.Fatal(err)
	}
	key, err := token.NewHMAC("former", []byte(secret))
	if err != nil {
		t.Fatal(err)
	}
	ring, err := token.NewRing(key)
	if err != nil {
		t.Fatal(err)
	}
	return &place{
		Service: account.New(account.Config{
			Store: store, Passwords: password.New(password.Config{}), Tokens: ring, Pictures: pictures, Memory: 1 << 20,
		}),
		store:    store,
		engine:   engine,
		operator: account.Operator("perfil import"),
	}
}

// importText imports lines; each is given its end.
func (p *place) importText(t testing.TB, o migrate.Options, lines ...string) (migrate.Report, error) {
	t.Helper()
	text := strings.Join(lines, "\n")
	return migrate.Import(t.Context(), p.Service, p.operator, migrate.NewJSONL(strings.NewReader(text)), o)
}

// mustImport imports lines that are good.
func (p *place) mustImport(t testing.TB, lines ...string) {
	t.Helper()
	report, err := p.importText(t, migrate.Options{}, lines...)
	if err != nil {
		t.Fatalf("%v\n%s", err, sentences(report))
	}
}

// accounts are all that the store holds, by id.
func (p *place) accounts(t testing.TB) []account.Account {
	t.Helper()
	var all []account.Account
	err := p.store.Each(context.Background(), func(a account.Account) error {
		all = append(all, a)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// trail is the audit trail of imports and exports, newest first.
func (p *place) trail(t testing.TB) []string {
	t.Helper()
	events, err := p.Audit(t.Context(), p.operator, account.EventQuery{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, e := range events {
		if e.At.IsZero() || time.Since(e.At) > time.Hour {
			t.Errorf("the event is dated %s", e.At)
		}
		lines = append(lines, string(e.Action)+" by "+e.Via+": "+e.Detail)
	}
	return lines
}

// sentences is a report as an operator reads it.
func sentences(r migrate.Report) string {
	var b strings.Builder
	for _, refusal := range r.Refusals {
		b.WriteString(refusal.Place + ": " + strings.Join(refusal.Reasons, "; ") + "\n")
	}
	return b.String()
}

// person is the line of an account with this id, whose name is unique to it.
func person(id, name string, members ...string) string {
	own := []string{`"id":` + id, `"username":"` + name + `"`, `"email":"` + name + `@example.com"`}
	return line(append(own, members...)...)
}

var errStop = errors.New("stop here")

// terms are those of a contract that gives two tokens.
func terms() account.Terms {
	t := account.Widest
	t.Shape = account.ShapePair
	return t
}
