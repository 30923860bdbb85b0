package express_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/migrate"
	"perfil/internal/migrate/express"
	"perfil/internal/migrate/migratetest"
	"perfil/internal/migrate/sqlfile"
)

// TestEverybodyOfAnApplicationThatWasMergedGoesBackToTheirOwnRow has people of
// another system here under the ids that these have there.
func TestEverybodyOfAnApplicationThatWasMergedGoesBackToTheirOwnRow(t *testing.T) {
	const shift = 1_000_000
	url, people := newApplication(t)
	p := migratetest.New(t, secret)
	for i := range len(people) + 2 {
		stranger(t, p, account.ID(i+1))
	}
	_, err := bring(t, p, url, express.Options{}, migrate.MergeOptions{IDOffset: shift})
	migratetest.Must(t, err)
	name := "Changed Here"
	_, err = p.UpdateAccount(t.Context(), p.Operator, shift+3, account.AdminChange{Terms: account.Widest, Profile: account.ProfileChange{Name: &name}})
	migratetest.Must(t, err)

	other, err := migrate.HasOtherIDs(t.Context(), p.Service, p.Operator, "express")
	migratetest.Must(t, err)
	if !other {
		t.Error("nobody is said to have another id here")
	}
	var out bytes.Buffer
	done, err := migrate.ExportTo(t.Context(), p.Service, p.Operator, express.NewTarget(&out, express.TargetOptions{Dialect: sqlfile.PostgreSQL}),
		migrate.ExportOptions{Of: "express"})
	migratetest.Must(t, err)
	if done.Written != len(people) || done.Others != len(people)+2 {
		t.Errorf("%+v, of %d people", done, len(people))
	}
	migratetest.SQL(t, url, out.String())

	again := migratetest.New(t, secret)
	_, err = bring(t, again, url, express.Options{}, migrate.MergeOptions{})
	migratetest.Must(t, err)
	if n := again.Total(t); n != len(people) {
		t.Errorf("%d are there now, %d were", n, len(people))
	}
	for i := range people {
		id := account.ID(i + 1)
		want, got := p.Find(t, account.Key{ID: shift + id}), again.Find(t, account.Key{ID: id})
		want.ID, want.Version = id, got.Version
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("row %d:\n%s", id, diff)
		}
	}
}

func TestNobodyGoesBackToWhereNobodyCameFrom(t *testing.T) {
	p := migratetest.New(t, secret)
	stranger(t, p, 1)
	var out bytes.Buffer
	_, err := migrate.ExportTo(t.Context(), p.Service, p.Operator, express.NewTarget(&out, express.TargetOptions{Dialect: sqlfile.PostgreSQL}),
		migrate.ExportOptions{Of: "expres"})
	if !errors.Is(err, migrate.ErrNobodyCame) {
		t.Error(err)
	}
}

func stranger(t testing.TB, p *migratetest.Perfil, id account.ID) {
	t.Helper()
	migratetest.Must(t, p.Store.Import(t.Context(), func(insert func(account.Account) error) error {
		return insert(storetest.Account(storetest.Numbered(id)))
	}))
}
