// Package migratetest is what the tests of sources have in common: an
// installation of Perfil to move into, and what a move tells.
package migratetest

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"perfil/internal/account"
	"perfil/internal/avatar"
	"perfil/internal/migrate"
	"perfil/internal/password"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/pgtest"
	"perfil/internal/sqlstore/postgres"
	"perfil/internal/sqlstore/sqlite"
	"perfil/internal/token"
)

// Perfil is an installation of its own.
type Perfil struct {
	*account.Service
	Store    account.Store
	Operator account.Actor
}

// New makes an installation on SQLite that signs with this secret, and that
// verifies the tokens of others with theirs.
func New(t testing.TB, secret string, others ...token.Key) *Perfil {
	t.Helper()
	engine, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "perfil.db"))
	Must(t, err)
	return on(t, engine, secret, others...)
}

// NewOnPostgres is New on PostgreSQL.
func NewOnPostgres(t testing.TB, secret string) *Perfil {
	t.Helper()
	engine, err := postgres.Open(t.Context(), postgres.Options{URL: pgtest.Database(t)})
	Must(t, err)
	return on(t, engine, secret)
}

func on(t testing.TB, engine sqlstore.Engine, secret string, others ...token.Key) *Perfil {
	t.Helper()
	store := sqlstore.New(engine)
	t.Cleanup(func() { Must(t, store.Close()) })
	pictures, err := avatar.NewFolder(filepath.Join(t.TempDir(), "avatars"))
	Must(t, err)
	key, err := token.NewHMAC("perfil", []byte(secret))
	Must(t, err)
	ring, err := token.NewRing(key, others...)
	Must(t, err)
	return &Perfil{
		Service: account.New(account.Config{
			Store: store, Passwords: password.New(password.Config{}), Tokens: ring, Pictures: pictures, Memory: 1 << 20,
		}),
		Store: store, Operator: account.Operator("test"),
	}
}

// Must ends the test at an error.
func Must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Report is what a Merge told.
type Report struct {
	migrate.Outcome
	Refusals map[int64]string
	Notes    map[int64]string
}

// Bring merges a source.
func (p *Perfil) Bring(t testing.TB, source migrate.Source, o migrate.MergeOptions) (Report, error) {
	t.Helper()
	return p.BringUnder(t.Context(), source, o)
}

// BringUnder is Bring until ctx ends.
func (p *Perfil) BringUnder(ctx context.Context, source migrate.Source, o migrate.MergeOptions) (Report, error) {
	r := Report{Refusals: map[int64]string{}, Notes: map[int64]string{}}
	if o.As == "" {
		o.As = source.Name()
	}
	o.Refused = func(refusal migrate.Refusal) { r.Refusals[refusal.Position] = strings.Join(refusal.Reasons, "; ") }
	o.Noted = func(n migrate.Note) { r.Notes[n.Position] += n.Text }
	var err error
	r.Outcome, err = migrate.Merge(ctx, p.Service, p.Operator, source, o)
	return r, err
}

// Find reads an account that must be there.
func (p *Perfil) Find(t testing.TB, key account.Key) account.Account {
	t.Helper()
	a, err := p.Store.Find(context.Background(), key)
	Must(t, err)
	return a
}

// Total is how many accounts there are.
func (p *Perfil) Total(t testing.TB) int {
	t.Helper()
	page, err := p.Accounts(context.Background(), p.Operator, account.Query{Count: true})
	Must(t, err)
	return page.Total
}

// Counts are the numbers of an outcome in words.
func (r Report) Counts() string {
	return fmt.Sprintf("%d read, %d added, %d changed, %d unchanged, %d missing, %d deleted, %d refused",
		r.Read, r.Added, r.Changed, r.Unchanged, r.Missing, r.Deleted, r.Refused)
}

// Wants compares Counts.
func (r Report) Wants(t testing.TB, want string) {
	t.Helper()
	if got := r.Counts(); got != want {
		t.Errorf("got  %s\nwant %s\n%s", got, want, Sorted(r.Refusals))
	}
}

// Sorted are the texts of a report in the order of rows.
func Sorted(m map[int64]string) string {
	var lines []string
	for id, text := range m {
		lines = append(lines, fmt.Sprintf("%d: %s", id, text))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
