package django_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"perfil/internal/account"
	"perfil/internal/avatar"
	"perfil/internal/migrate"
	"perfil/internal/migrate/django"
	"perfil/internal/migrate/djangotest"
	"perfil/internal/migrate/olddb"
	"perfil/internal/password"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/sqlite"
	"perfil/internal/token"
)

// perfil is an installation of its own, with the secret of the former system.
type perfil struct {
	*account.Service
	store    account.Store
	operator account.Actor
}

func newPerfil(t testing.TB) *perfil {
	t.Helper()
	folder := t.TempDir()
	engine, err := sqlite.Open(t.Context(), filepath.Join(folder, "perfil.db"))
	must(t, err)
	store := sqlstore.New(engine)
	t.Cleanup(func() { must(t, store.Close()) })
	pictures, err := avatar.NewFolder(filepath.Join(folder, "avatars"))
	must(t, err)
	key, err := token.NewHMAC("former", []byte(djangotest.Secret))
	must(t, err)
	ring, err := token.NewRing(key)
	must(t, err)
	return &perfil{
		Service: account.New(account.Config{
			Store: store, Passwords: password.New(password.Config{}), Tokens: ring, Pictures: pictures, Memory: 1 << 20,
		}),
		store: store, operator: account.Operator("test"),
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// application is a Django application that is to be moved.
type application struct {
	*djangotest.Made
	database, media string
}

func newApplication(t testing.TB, arguments ...string) *application {
	t.Helper()
	folder := t.TempDir()
	a := &application{database: "sqlite:" + filepath.Join(folder, "db.sqlite3"), media: filepath.Join(folder, "media")}
	must(t, os.Mkdir(a.media, 0o700))
	a.Made = djangotest.Make(t, append([]string{"--database", a.database, "--media", a.media}, arguments...)...)
	return a
}

// report collects what a Merge tells.
type report struct {
	migrate.Outcome
	refusals map[int64]string
	notes    map[int64]string
}

// bring moves the application, over a pipe as the command line does.
func (p *perfil) bring(t testing.TB, database, media string, from django.Options, o migrate.MergeOptions) (report, error) {
	t.Helper()
	db, err := olddb.Open(t.Context(), database)
	must(t, err)
	defer func() { must(t, db.Close()) }()
	if media != "" {
		from.Media, err = os.OpenRoot(media)
		must(t, err)
		o.Media = from.Media
	}
	source, err := django.New(t.Context(), db, from)
	must(t, err)
	r := report{refusals: map[int64]string{}, notes: map[int64]string{}}
	if o.As == "" {
		o.As = "django"
	}
	o.Refused = func(r2 migrate.Refusal) { r.refusals[r2.Position] = strings.Join(r2.Reasons, "; ") }
	o.Noted = func(n migrate.Note) { r.notes[n.Position] += n.Text }
	r.Outcome, err = migrate.Merge(t.Context(), p.Service, p.operator, source, o)
	return r, err
}

func (p *perfil) mustBring(t testing.TB, a *application, o migrate.MergeOptions) report {
	t.Helper()
	r, err := p.bring(t, a.database, a.media, django.Options{}, o)
	if err != nil {
		t.Fatalf("%v\n%v", err, r.refusals)
	}
	return r
}

func (p *perfil) find(t testing.TB, key account.Key) account.Account {
	t.Helper()
	a, err := p.store.Find(context.Background(), key)
	must(t, err)
	return a
}

// sql changes the database of the application.
func (a *application) sql(t testing.TB, statements ...string) {
	t.Helper()
	change(t, strings.TrimPrefix(a.database, "sqlite:"), statements...)
}

func sorted(m map[int64]string) string {
	var lines []string
	for id, text := range m {
		lines = append(lines, fmt.Sprintf("%d: %s", id, text))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
