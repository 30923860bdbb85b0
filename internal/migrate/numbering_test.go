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

// New ids in an empty Perfil may be those of the source. Then it goes on under those.
func TestNewIDsThatAreThoseOfTheSourceAreTakenForThose(t *testing.T) {
	p := newPlace(t)
	bring := func(n int, o migrate.MergeOptions) error {
		o.As = "rows"
		_, err := migrate.Merge(t.Context(), p.Service, p.operator, someRows(t, n), o)
		return err
	}
	if err := bring(4, migrate.MergeOptions{Renumber: true}); err != nil {
		t.Fatal(err)
	}
	if err := bring(5, migrate.MergeOptions{Renumber: true}); err == nil || !strings.Contains(err.Error(), "leave --renumber out") {
		t.Errorf("%v", err)
	}
	if err := bring(5, migrate.MergeOptions{}); err != nil {
		t.Error(err)
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
