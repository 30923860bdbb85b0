package django_test

import (
	"os"
	"path/filepath"
	"testing"

	"perfil/internal/migrate"
	"perfil/internal/migrate/django"
	"perfil/internal/migrate/djangotest"
	"perfil/internal/migrate/migratetest"
	"perfil/internal/migrate/olddb"
)

type perfil struct{ *migratetest.Perfil }

// newPerfil makes an installation with the secret of the former system.
func newPerfil(t testing.TB) *perfil {
	t.Helper()
	return &perfil{migratetest.New(t, djangotest.Secret)}
}

func must(t testing.TB, err error) {
	t.Helper()
	migratetest.Must(t, err)
}

// application is a Django application that is to be moved.
type application struct {
	*djangotest.Made
	database, media string
}

func newApplication(t testing.TB, arguments ...string) *application {
	t.Helper()
	return newApplicationOn(t, "sqlite:"+filepath.Join(t.TempDir(), "db.sqlite3"), arguments...)
}

func newApplicationOn(t testing.TB, database string, arguments ...string) *application {
	t.Helper()
	a := &application{database: database, media: t.TempDir()}
	a.Made = djangotest.Make(t, append([]string{"--database", a.database, "--media", a.media}, arguments...)...)
	return a
}

// bring moves the application.
func (p *perfil) bring(t testing.TB, database, media string, from django.Options, o migrate.MergeOptions) (migratetest.Report, error) {
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
	return p.Bring(t, source, o)
}

func (p *perfil) mustBring(t testing.TB, a *application, o migrate.MergeOptions) migratetest.Report {
	t.Helper()
	r, err := p.bring(t, a.database, a.media, django.Options{}, o)
	if err != nil {
		t.Fatalf("%v\n%v", err, r.Refusals)
	}
	return r
}

// sql changes the database of the application.
func (a *application) sql(t testing.TB, statements ...string) {
	t.Helper()
	migratetest.SQL(t, a.database, statements...)
}
