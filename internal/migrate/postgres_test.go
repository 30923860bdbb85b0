package migrate_test

import (
	"errors"
	"strings"
	"testing"

	"perfil/internal/account"
	"perfil/internal/migrate"
	"perfil/internal/migrate/migratetest"
)

// What holds on SQLite holds on PostgreSQL, where a constraint that fails could
// end a whole transaction.
func TestJSONLComesIntoPostgreSQLOnce(t *testing.T) {
	p := migratetest.NewOnPostgres(t, secret)
	text := lines(10, 2000)
	bring := func(text string, o migrate.Options) (migrate.Report, error) {
		return migrate.Import(t.Context(), p.Service, p.Operator, migrate.NewJSONL(strings.NewReader(text)), o)
	}
	if report, err := bring(text, migrate.Options{DryRun: true}); err != nil || report.Kept != 1990 || p.Total(t) != 0 {
		t.Errorf("dry run: %+v, %v", report, err)
	}
	if report, err := bring(text, migrate.Options{}); err != nil || report.Kept != 1990 {
		t.Errorf("%+v, %v", report, err)
	}
	report, err := bring(text, migrate.Options{})
	if !errors.Is(err, migrate.ErrRefused) || report.Refused != 1990 || report.Kept != 0 {
		t.Errorf("again: %d refused, %d kept, %v", report.Refused, report.Kept, err)
	}
	report, err = bring(lines(1990, 4000), migrate.Options{SkipBad: true, Spool: t.TempDir()})
	if err != nil || report.Refused != 10 || report.Kept != 2000 || p.Total(t) != 3990 {
		t.Errorf("in pieces: %d refused, %d kept, %v", report.Refused, report.Kept, err)
	}
	made, err := p.CreateAccount(t.Context(), p.Operator, account.NewAccount{Username: "later", Email: "later@example.com", Password: "Quiet-harbor-10"})
	if err != nil || made.ID < 4000 {
		t.Errorf("a new account gets id %d, %v", made.ID, err)
	}
}

func TestAnInterruptedRunIntoPostgreSQLGoesOnWhereItEnded(t *testing.T) {
	p, r := migratetest.NewOnPostgres(t, secret), someRows(t, 21_000)
	broken := r
	broken.err = errStop
	o := migrate.MergeOptions{As: "rows", SkipBad: true}
	out, err := migrate.Merge(t.Context(), p.Service, p.Operator, broken, o)
	there := p.Total(t)
	if !errors.Is(err, errStop) || there < 20_000 || there == 21_000 || out.Added != there {
		t.Errorf("%d accounts are there, %d are told, %v", there, out.Added, err)
	}
	out, err = migrate.Merge(t.Context(), p.Service, p.Operator, r, o)
	if err != nil || out.Unchanged != there || out.Added != 21_000-there || p.Total(t) != 21_000 {
		t.Errorf("%+v, %v", out, err)
	}
}
