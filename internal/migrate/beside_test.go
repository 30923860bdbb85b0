package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/migrate"
)

// rename changes an account, and fails the test if that has to wait for longer
// than anybody does.
func (p *place) rename(t testing.TB, id account.ID, name string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	_, err := p.UpdateAccount(ctx, p.operator, id, account.AdminChange{Terms: account.Widest, Profile: account.ProfileChange{FirstName: &name}})
	if err != nil {
		t.Error(err)
	}
}

func lines(from, to int) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		b.WriteString(person(fmt.Sprint(i), fmt.Sprintf("user%d", i)) + "\n")
	}
	return b.String()
}

// The pipe stands still in the middle of a line until somebody has changed a
// profile. Who waits for the pipe with a transaction open never gets there.
func TestNobodyWaitsForASlowPipe(t *testing.T) {
	for name, o := range map[string]migrate.Options{"all or nothing": {}, "what can come": {SkipBad: true}, "dry run": {DryRun: true}} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t)
			p.mustImport(t, person("1", "ada"))
			o.Spool = t.TempDir()
			in, out := io.Pipe()
			go func() {
				text := lines(10, 3000)
				half := len(text) - 20
				_, _ = io.WriteString(out, text[:half]) // it ends when all of it was taken
				p.rename(t, 1, "Meanwhile")
				_, _ = io.WriteString(out, text[half:])
				_ = out.Close()
			}()
			report, err := migrate.Import(t.Context(), p.Service, p.operator, migrate.NewJSONL(in), o)
			if err != nil || report.Kept != 2990 || report.Read != 2990 {
				t.Errorf("%+v, %v", report, err)
			}
			all := p.accounts(t)
			if want := 2991; !o.DryRun && len(all) != want || o.DryRun && len(all) != 1 || all[0].FirstName != "Meanwhile" {
				t.Errorf("%d accounts, the first is %q", len(all), all[0].FirstName)
			}
		})
	}
}

// A former system that answers slowly is no other pipe.
func TestNobodyWaitsForASlowSource(t *testing.T) {
	for _, skip := range []bool{false, true} {
		p, r := newPlace(t), someRows(t, 3000)
		p.mustImport(t, person("9000000", "ada"))
		r.pause = func() { p.rename(t, 9000000, "Meanwhile") }
		out, err := migrate.Merge(t.Context(), p.Service, p.operator, r, migrate.MergeOptions{As: "rows", SkipBad: skip, Spool: t.TempDir()})
		if err != nil || out.Added != 3000 {
			t.Errorf("%+v, %v", out, err)
		}
		if all := p.accounts(t); len(all) != 3001 || all[3000].FirstName != "Meanwhile" {
			t.Errorf("%d accounts, the last is %q", len(all), all[len(all)-1].FirstName)
		}
	}
}

// pieces watches the transactions of an import.
type pieces struct {
	account.Store
	begin func(piece int)
	n     int
}

func (s *pieces) Import(ctx context.Context, fn func(insert func(account.Account) error) error) error {
	return s.Store.Import(ctx, func(insert func(account.Account) error) error {
		s.n++
		s.begin(s.n)
		return fn(insert)
	})
}

func (s *pieces) Merge(ctx context.Context, fn func(*account.Intake) error) error {
	return s.Store.Merge(ctx, func(in *account.Intake) error {
		s.n++
		s.begin(s.n)
		return fn(in)
	})
}

// Who asked for a change while one piece was being stored has it before the next
// piece begins.
func TestBetweenThePiecesItIsTheTurnOfOthers(t *testing.T) {
	watched := &pieces{}
	p := newPlaceOn(t, func(s account.Store) account.Store { watched.Store = s; return watched })
	watched.begin = func(int) {}
	p.mustImport(t, person("1", "ada"))
	watched.n = 0
	var names []string
	changed := make(chan struct{})
	watched.begin = func(piece int) {
		a, err := watched.Find(t.Context(), account.Key{ID: 1})
		if err != nil {
			t.Error(err)
		}
		names = append(names, a.FirstName)
		if piece == 1 {
			go func() {
				defer close(changed)
				p.rename(t, 1, "Meanwhile")
			}()
			waitForWriter(t, p)
		}
	}
	report, err := migrate.Import(t.Context(), p.Service, p.operator, migrate.NewJSONL(strings.NewReader(lines(10, 3010))), migrate.Options{Spool: t.TempDir()})
	<-changed
	if err != nil || report.Kept != 3000 {
		t.Errorf("%+v, %v", report, err)
	}
	if len(names) < 3 || names[0] == "Meanwhile" || names[1] != "Meanwhile" {
		t.Errorf("at the beginning of the pieces the name was %q", names)
	}
}

// waitForWriter returns when somebody else waits for the writer.
func waitForWriter(t testing.TB, p *place) {
	t.Helper()
	for range 10_000 {
		if p.engine.Stats().Waiting > 0 {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Error("nobody waits")
}

func TestARehearsalThatRefusesSomebodyKeepsNothing(t *testing.T) {
	p, folder := newPlace(t), t.TempDir()
	p.mustImport(t, person("1", "ada"))
	text := lines(10, 3000) + person("4000", "ada") + "\n" + person("4001", "user10") + "\n"
	report, err := migrate.Import(t.Context(), p.Service, p.operator, migrate.NewJSONL(strings.NewReader(text)), migrate.Options{Spool: folder})
	want := "line 2991: username \"ada\" is taken by the account with id 1; email \"ada@example.com\" is taken by the account with id 1\n" +
		"line 2992: username \"user10\" is taken by line 1; email \"user10@example.com\" is taken by line 1\n"
	if !errors.Is(err, migrate.ErrRefused) || report.Kept != 0 || sentences(report) != want {
		t.Errorf("%v, %d kept\n%s", err, report.Kept, sentences(report))
	}
	r := someRows(t, 3000)
	r.entries[2999].Account.Email = r.entries[0].Account.Email
	out, err := migrate.Merge(t.Context(), p.Service, p.operator, r, migrate.MergeOptions{As: "rows", Spool: folder})
	if !errors.Is(err, migrate.ErrRefused) || out.Refused != 1 || out.Added != 0 {
		t.Errorf("%+v, %v", out, err)
	}
	if n := len(p.accounts(t)); n != 1 {
		t.Errorf("%d accounts are there", n)
	}
	if left, err := os.ReadDir(folder); len(left) != 0 || err != nil {
		t.Errorf("%v are left, %v", left, err)
	}
}

// All that a line can say must come out of the file in which it waits.
func TestNothingIsLostWhileItWaits(t *testing.T) {
	p, again := newPlace(t), newPlace(t)
	full := person("1", "ada", `"phone":"123"`, `"avatar":"0123456789abcdef0123456789abcdef.png"`, `"last_login_at":"2024-03-10T14:20:00.123Z"`,
		`"email_verified_at":"2024-01-01T00:00:00Z"`, `"valid_after":"2024-01-02T00:00:00.5Z"`, `"version":7`)
	p.mustImport(t, full)
	if _, err := again.importText(t, migrate.Options{Spool: t.TempDir()}, full); err != nil {
		t.Fatal(err)
	}
	if got, want := again.accounts(t), p.accounts(t); len(got) != 1 || got[0] != want[0] {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}
