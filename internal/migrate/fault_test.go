package migrate_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/migrate"
)

// fullDisk is a store whose disk is full as soon as it has taken so many accounts
// of an import, or when it is to write the audit trail.
type fullDisk struct {
	account.Store
	room int
}

var errDiskFull = &account.Error{Kind: account.Unavailable, Err: errors.New("the disk is full")}

func (d *fullDisk) Record(context.Context, []account.Event, []account.Job) error { return errDiskFull }

func (d *fullDisk) Import(ctx context.Context, fn func(insert func(account.Account) error) error) error {
	return d.Store.Import(ctx, func(insert func(account.Account) error) error {
		return fn(func(a account.Account) error {
			if d.room--; d.room < 0 {
				return errDiskFull
			}
			return insert(a)
		})
	})
}

func onFullDisk(t *testing.T, room int) *place {
	return newPlaceOn(t, func(s account.Store) account.Store { return &fullDisk{Store: s, room: room} })
}

func TestAFailingStoreEndsTheImportAndTellsWhere(t *testing.T) {
	p := onFullDisk(t, 1)
	report, err := p.importText(t, migrate.Options{SkipBad: true}, person("1", "ada"), "", person("2", "bob"), person("3", "eve"))
	if !errors.Is(err, account.Unavailable) || !strings.HasPrefix(err.Error(), "line 3: ") || report.Kept != 0 {
		t.Errorf("%v, kept %d", err, report.Kept)
	}
	if n := len(p.accounts(t)); n != 0 {
		t.Errorf("%d accounts were kept", n)
	}
}

func TestAnImportThatLeavesNoTraceSaysThatTheAccountsAreThere(t *testing.T) {
	p := onFullDisk(t, 2)
	report, err := p.importText(t, migrate.Options{}, person("1", "ada"), person("2", "bob"))
	if !errors.Is(err, account.Unavailable) || !strings.Contains(err.Error(), "the 2 accounts are kept") || report.Kept != 2 {
		t.Errorf("%v, kept %d", err, report.Kept)
	}
	if n := len(p.accounts(t)); n != 2 {
		t.Errorf("%d accounts were kept", n)
	}
}

// With a full disk the operator at the machine must still get the accounts out,
// while nobody takes them over the network without leaving a trace.
func TestOnlyTheOperatorExportsWithoutATrace(t *testing.T) {
	p := onFullDisk(t, 1)
	_, _ = p.importText(t, migrate.Options{}, person("1", "root", `"role":"admin"`))
	if n, err := migrate.ExportJSONL(t.Context(), p.Service, p.operator, io.Discard, nil); err != nil || n != 1 {
		t.Errorf("operator: %d accounts, %v", n, err)
	}
	admin, err := p.Authenticate(t.Context(), djangoToken("1", time.Now()))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := migrate.ExportJSONL(t.Context(), p.Service, admin, io.Discard, nil); !errors.Is(err, account.Unavailable) || n != 0 {
		t.Errorf("admin: %d accounts, %v", n, err)
	}
}

// Text that is no UTF-8 can stand in a database that something else has written
// to. The export must not pass it over.
func TestAnExportOfWhatCannotBeWrittenNamesTheAccount(t *testing.T) {
	p := newPlace(t)
	p.mustImport(t, person("1", "ada"), person("2", "bob"))
	_, err := p.store.Update(t.Context(), 2, func(c *account.Change) error {
		c.Account.LastName = "\xff"
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := migrate.ExportJSONL(t.Context(), p.Service, p.operator, io.Discard, nil); err == nil || !strings.Contains(err.Error(), "id 2") {
		t.Errorf("%v", err)
	}
}

// A Source that is no file: what it counts is not bytes, and its places are not
// lines.
type people []account.Account

func (people) Name() string { return "the former system" }

func (p people) Place(position int64) string { return "the row of " + p[position].Username }

func (p people) Each(_ context.Context, yield func(migrate.Entry) error) error {
	for i, a := range p {
		if err := yield(migrate.Entry{Position: int64(i), Account: a}); err != nil {
			return err
		}
	}
	return nil
}

func TestAnySourceIsNamedInItsOwnTerms(t *testing.T) {
	p := newPlace(t)
	ada := read(t, person("1", "ada"))[0].Account
	bob := read(t, person("2", "bob"))[0].Account
	bob.Email, bob.FirstName = ada.Email, "\xff"
	eve := read(t, person("3", "eve", `"email":"ada@example.com"`))[0].Account
	report, err := migrate.Import(t.Context(), p.Service, p.operator, people{ada, bob, eve}, migrate.Options{SkipBad: true})
	want := "the row of bob: first_name is not valid UTF-8\n" +
		"the row of eve: email \"ada@example.com\" is taken by the row of ada\n"
	if err != nil || sentences(report) != want {
		t.Errorf("%v\n%s", err, sentences(report))
	}
	if trail := p.trail(t); len(trail) != 1 || trail[0] != "imported by perfil import: from the former system: 1 kept, 2 refused" {
		t.Errorf("%q", trail)
	}
}
