package migrate_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"perfil/internal/migrate"
)

// The disk of the accounts must not be full because of an import: nobody could sign
// up or sign in any more.
func TestAnImportThatDoesNotFitIsNotBegun(t *testing.T) {
	for name, told := range map[string]struct {
		left int64
		fits bool
	}{
		"too little already":            {-1, false},
		"to wait, but not to be stored": {900 << 10, false},
		"for all":                       {64 << 20, true},
	} {
		for _, skip := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				p, folder := newPlace(t), t.TempDir()
				asked := 0
				room := func() (int64, error) { asked++; return told.left, nil }
				check := func(kept int, err error) {
					t.Helper()
					var full *migrate.NoRoomError
					if fits := !errors.As(err, &full); fits != told.fits || fits && err != nil {
						t.Errorf("%v", err)
					}
					if full != nil && (full.Missing < 100<<10 || full.Missing > 4<<20) {
						t.Errorf("%d bytes are missing", full.Missing)
					}
					if want := map[bool]int{true: 3000}[told.fits]; kept != want || asked == 0 {
						t.Errorf("%d are kept, the disk was asked %d times", kept, asked)
					}
					if left, err := os.ReadDir(folder); len(left) != 0 || err != nil {
						t.Errorf("%v are left, %v", left, err)
					}
				}
				report, err := migrate.Import(t.Context(), p.Service, p.operator, migrate.NewJSONL(strings.NewReader(lines(10000, 13000))),
					migrate.Options{SkipBad: skip, Spool: folder, Room: room})
				check(report.Kept, err)
				asked = 0
				out, err := migrate.Merge(t.Context(), p.Service, p.operator, someRows(t, 3000),
					migrate.MergeOptions{As: "rows", SkipBad: skip, Spool: folder, Room: room})
				check(out.Added, err)
				if n := len(p.accounts(t)); (n != 0) != told.fits {
					t.Errorf("%d accounts are there", n)
				}
			})
		}
	}
}

// Others may be quicker than the next question.
func TestADiskThatIsFullAllTheSameEndsTheImportAsWell(t *testing.T) {
	for _, left := range []int64{1 << 30, 0} {
		asked := 0
		room := func() (int64, error) {
			if asked++; asked > 2 {
				return left, nil
			}
			return 1 << 30, nil
		}
		p := newPlace(t)
		report, err := migrate.Import(t.Context(), p.Service, p.operator, migrate.NewJSONL(strings.NewReader(lines(1, 60_000))),
			migrate.Options{SkipBad: true, Spool: t.TempDir(), Room: room})
		var full *migrate.NoRoomError
		if refused := errors.As(err, &full); refused != (left == 0) || asked < 3 {
			t.Errorf("%d kept, %v, asked %d times", report.Kept, err, asked)
		}
		if n := len(p.accounts(t)); (n == 0) != (left == 0) {
			t.Errorf("%d accounts are there", n)
		}
	}
}
