package migrate_test

import (
	"context"
	"strings"
	"testing"

	"perfil/internal/account"
	"perfil/internal/migrate"
)

// raced is a store on which another import comes first, when one is about to store.
type raced struct {
	account.Store
	first func()
}

func (s *raced) Merge(ctx context.Context, fn func(*account.Intake) error) error {
	if first := s.first; first != nil {
		s.first = nil
		first()
	}
	return s.Store.Merge(ctx, fn)
}

// race lets the quick import come to its end when the slow one has matched its rows
// and not stored them, and returns how that one ends. Before that was there.
func race(t *testing.T, before, slow, quick rows, o migrate.MergeOptions) (p *place, out migrate.Outcome, told string) {
	t.Helper()
	s := &raced{}
	p = newPlaceOn(t, func(store account.Store) account.Store { s.Store = store; return s })
	o.As, o.Spool = "rows", t.TempDir() // as beside a server
	merge := func(r rows, o migrate.MergeOptions) (out migrate.Outcome) {
		out, err := migrate.Merge(t.Context(), p.Service, p.operator, r, o)
		if err != nil {
			t.Error(err)
		}
		return out
	}
	merge(before, o)
	s.first = func() { merge(quick, o) }
	slowly := o
	slowly.Refused = func(r migrate.Refusal) { told += strings.Join(r.Reasons, "; ") + "\n" }
	return p, merge(slow, slowly), told
}

// They are the same people: to be told that somebody else has the id, and to delete
// that account, would take it from them.
func TestTwoImportsOfOneSourceAtOnceBringEverybodyOnce(t *testing.T) {
	for name, o := range map[string]migrate.MergeOptions{
		"all or nothing": {}, "what can come": {SkipBad: true}, "under other ids": {IDOffset: 5000}, "under new ids": {Renumber: true},
	} {
		t.Run(name, func(t *testing.T) {
			slow := someRows(t, 900)
			quick := slow
			quick.entries = slow.entries[:600]
			p, out, told := race(t, rows{}, slow, quick, o)
			if out.Refused != 0 || told != "" || out.Added != 300 || out.Unchanged != 600 {
				t.Errorf("%+v\n%s", out, told)
			}
			if n := len(p.accounts(t)); n != 900 {
				t.Errorf("%d accounts are there", n)
			}
		})
	}
}

// The two read the source at different times, and nobody knows whose was later.
func TestARowThatAnotherImportBroughtOtherwiseIsRefusedForTheNextRun(t *testing.T) {
	first, second := someRows(t, 40), someRows(t, 40)
	for i := range second.entries {
		second.entries[i].Account.LastName = "Changed"
	}
	half := second
	half.entries = second.entries[:20]
	for name, c := range map[string]struct {
		before, slow, quick rows
		refused             int
	}{
		"new in both":           {slow: first, quick: second, refused: 40},
		"gone in the quick one": {before: first, slow: second, quick: half, refused: 20},
		"gone in the slow one":  {before: first, slow: half, quick: second, refused: 20},
		"changed alike":         {before: first, slow: second, quick: second},
	} {
		t.Run(name, func(t *testing.T) {
			_, out, told := race(t, c.before, c.slow, c.quick, migrate.MergeOptions{SkipBad: true, DeleteMissing: true})
			if out.Refused != c.refused || strings.Count(told, "another import of the same source brought this row meanwhile") != c.refused {
				t.Errorf("%+v\n%s", out, told)
			}
		})
	}
}

// Somebody who did take the id is told as ever.
func TestAnAccountOfSomebodyElseIsNotTakenForOneThatCameMeanwhile(t *testing.T) {
	p, r := newPlace(t), someRows(t, 3)
	p.mustImport(t, person("3", "eve"))
	var told string
	_, err := migrate.Merge(t.Context(), p.Service, p.operator, r, migrate.MergeOptions{
		As: "rows", SkipBad: true, Refused: func(r migrate.Refusal) { told += strings.Join(r.Reasons, "; ") },
	})
	if err != nil || !strings.Contains(told, `id 3 is taken by the account of "eve"`) {
		t.Errorf("%v %s", err, told)
	}
}
