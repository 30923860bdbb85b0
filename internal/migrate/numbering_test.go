package migrate_test

import (
	"strings"
	"testing"

	"perfil/internal/account"
	"perfil/internal/migrate"
)

// Somebody forgets the flag in a later run. Who is new there would get the id that
// belongs to somebody of another source.
func TestALaterRunUnderOtherIDsIsRefused(t *testing.T) {
	for name, told := range map[string]struct {
		first, later migrate.MergeOptions
		refused      bool
	}{
		"shifted, then as they are": {migrate.MergeOptions{IDOffset: 1000000}, migrate.MergeOptions{}, true},
		"as they are, then shifted": {migrate.MergeOptions{}, migrate.MergeOptions{IDOffset: 1000000}, true},
		"shifted in two ways":       {migrate.MergeOptions{IDOffset: 1000000}, migrate.MergeOptions{IDOffset: 2000000}, true},
		"new, then as they are":     {migrate.MergeOptions{Renumber: true}, migrate.MergeOptions{}, true},
		"as they are, then new":     {migrate.MergeOptions{}, migrate.MergeOptions{Renumber: true}, true},
		"shifted, then new":         {migrate.MergeOptions{IDOffset: 1000000}, migrate.MergeOptions{Renumber: true}, false},
		"shifted in one way":        {migrate.MergeOptions{IDOffset: 1000000}, migrate.MergeOptions{IDOffset: 1000000}, false},
		"as they are":               {migrate.MergeOptions{}, migrate.MergeOptions{}, false},
		"new":                       {migrate.MergeOptions{Renumber: true}, migrate.MergeOptions{Renumber: true}, false},
	} {
		for _, spool := range []string{"", t.TempDir()} {
			t.Run(name, func(t *testing.T) {
				p := newPlace(t)
				p.mustImport(t, person("9000000", "ada"))
				bring := func(n int, o migrate.MergeOptions) (migrate.Outcome, error) {
					o.As, o.Spool = "rows", spool
					return migrate.Merge(t.Context(), p.Service, p.operator, someRows(t, n), o)
				}
				if _, err := bring(20, told.first); err != nil {
					t.Fatal(err)
				}
				out, err := bring(21, told.later)
				if refused := err != nil && tellsOfNumbering(err, told.later); refused != told.refused || !refused && err != nil {
					t.Errorf("%+v, %v", out, err)
				}
				if want := map[bool]int{true: 21, false: 22}[told.refused]; len(p.accounts(t)) != want {
					t.Errorf("%d accounts, not %d", len(p.accounts(t)), want)
				}
			})
		}
	}
}

func tellsOfNumbering(err error, later migrate.MergeOptions) bool {
	texts := []string{`"rows" came under other ids before, that of row `, "--id-offset"}
	if later.Renumber {
		texts = []string{`"rows" came under the ids that they have there, that of row 1 too`, "leave --renumber out"}
	}
	return strings.Contains(err.Error(), texts[0]) && strings.Contains(err.Error(), texts[1])
}

// New ids in an empty Perfil may be those of the source. Somebody who signs up then has
// the id of a later row, which can come under a new one alone.
func TestNewIDsThatAreThoseOfTheSourceEndNoLaterRun(t *testing.T) {
	for _, spool := range []string{"", t.TempDir()} {
		p := newPlace(t)
		bring := func(as string, n int, o migrate.MergeOptions) error {
			o.As, o.Spool = as, spool
			_, err := migrate.Merge(t.Context(), p.Service, p.operator, someRows(t, n), o)
			return err
		}
		anew := migrate.MergeOptions{Renumber: true}
		if err := bring("rows", 4, anew); err != nil {
			t.Fatal(err)
		}
		if a, err := p.CreateAccount(t.Context(), p.operator, newcomer("visitor")); err != nil || a.ID != 5 {
			t.Fatalf("%+v, %v", a, err)
		}
		for range 101 { // the flag is forgotten where nobody is new, and the trail is long
			if err := bring("rows", 4, migrate.MergeOptions{}); err != nil {
				t.Fatal(err)
			}
		}
		if err := bring("rows", 6, anew); err != nil {
			t.Error(err)
		}
		if came, err := p.Origins(t.Context(), p.operator, "rows", 4, 9); err != nil || len(came) != 2 || came[0].Account != 6 || came[1].Account != 7 {
			t.Errorf("%+v, %v", came, err)
		}
		if last := p.trail(t)[0]; !strings.HasSuffix(last, "from rows: 2 added, 0 changed, 0 deleted, 0 refused, under new ids") {
			t.Error(last)
		}
	}
}

// Whoever came under the id of the source since may have a token that names it.
func TestNewIDsEndWhereOneOfTheSourceWasKept(t *testing.T) {
	p := newPlace(t)
	bring := func(as string, from, to int, o migrate.MergeOptions) error {
		o.As = as
		r := someRows(t, to)
		r.entries = r.entries[from:]
		_, err := migrate.Merge(t.Context(), p.Service, p.operator, r, o)
		return err
	}
	anew := migrate.MergeOptions{Renumber: true}
	for _, run := range []error{
		bring("rows", 0, 4, anew),
		bring("rows", 0, 5, migrate.MergeOptions{}),
		bring("others", 5, 6, anew),
	} {
		if run != nil {
			t.Fatal(run)
		}
	}
	if err := bring("rows", 0, 5, anew); err == nil || !strings.Contains(err.Error(), "leave --renumber out") {
		t.Errorf("%v", err)
	}
}

// A run that was done wrongly before this was asked must not end the later ones.
func TestOneWrongRunDoesNotEndTheRightOnes(t *testing.T) {
	p := newPlace(t)
	bring := func(n int, o migrate.MergeOptions) error {
		o.As = "rows"
		_, err := migrate.Merge(t.Context(), p.Service, p.operator, someRows(t, n), o)
		return err
	}
	shift := func(by account.ID) migrate.MergeOptions { return migrate.MergeOptions{IDOffset: by} }
	if err := bring(1, shift(7)); err != nil {
		t.Fatal(err)
	}
	p.mustImport(t, person("1000001", "ada")) // new ids are those that a shift would give
	if err := bring(4, migrate.MergeOptions{Renumber: true}); err != nil {
		t.Fatal(err)
	}
	if err := bring(5, shift(1000000)); err != nil {
		t.Error(err)
	}
	if err := bring(6, shift(7)); err == nil {
		t.Error("most came in another way")
	}
}
