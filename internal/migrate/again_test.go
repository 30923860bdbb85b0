package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"perfil/internal/account"
	"perfil/internal/migrate"
)

// failover is a store that fails at its second transaction of an import: so many
// times, when half of it is done or at its end.
type failover struct {
	account.Store
	piece, times int
	atEnd, open  bool
}

func (f *failover) fails(atEnd bool) error {
	if f.piece != 2 || f.times == 0 || f.atEnd != atEnd {
		return nil
	}
	f.times--
	f.piece--
	return &account.Error{Kind: account.Unavailable, Open: f.open, Err: errors.New("the database is going down")}
}

func (f *failover) Import(ctx context.Context, fn func(insert func(account.Account) error) error) error {
	f.piece++
	n := 0
	return f.Store.Import(ctx, func(insert func(account.Account) error) error {
		err := fn(func(a account.Account) error {
			if n++; n == 500 {
				if err := f.fails(false); err != nil {
					return err
				}
			}
			return insert(a)
		})
		if err != nil {
			return err
		}
		return f.fails(true)
	})
}

func (f *failover) Merge(ctx context.Context, fn func(*account.Intake) error) error {
	f.piece++
	return f.Store.Merge(ctx, func(in *account.Intake) error {
		if err := fn(in); err != nil {
			return err
		}
		return f.fails(true)
	})
}

func TestAPieceThatFailedIsTriedAgain(t *testing.T) {
	for _, atEnd := range []bool{false, true} {
		t.Run(fmt.Sprintf("at its end %t", atEnd), func(t *testing.T) {
			store := &failover{piece: 10}
			p := newPlaceOn(t, func(s account.Store) account.Store { store.Store = s; return store })
			p.mustImport(t, person("9000000", "user1500"))
			store.piece, store.times, store.atEnd = 0, 2, atEnd
			report, err := p.importText(t, migrate.Options{SkipBad: true, Spool: t.TempDir()}, lines(10, 3010), person("5000", "user1400"))
			want := "line 1491: username \"user1500\" is taken by the account with id 9000000; email \"user1500@example.com\" is taken by the account with id 9000000\n" +
				"line 3002: username \"user1400\" is taken by line 1391; email \"user1400@example.com\" is taken by line 1391\n"
			if err != nil || report.Read != 3001 || report.Kept != 2999 || report.Refused != 2 || sentences(report) != want {
				t.Errorf("%d read, %d kept, %d refused, %v\n%s", report.Read, report.Kept, report.Refused, err, sentences(report))
			}
			if n := len(p.accounts(t)); n != 3000 || store.times != 0 {
				t.Errorf("%d accounts are there, and it has %d times to fail", n, store.times)
			}
		})
	}
}

func TestAPieceOfRowsThatFailedIsTriedAgainAndToldOnce(t *testing.T) {
	store := &failover{piece: 10}
	p := newPlaceOn(t, func(s account.Store) account.Store { store.Store = s; return store })
	r := someRows(t, 3000)
	r.entries[1500].Account.Email = "ada@example.com"
	r.entries[1400].Account.Email = " " + strings.ToUpper(r.entries[1400].Account.Email)
	p.mustImport(t, person("9000000", "ada"))
	store.piece, store.times, store.atEnd = 0, 2, true
	refused, noted := 0, 0
	o := migrate.MergeOptions{
		As: "rows", SkipBad: true, Spool: t.TempDir(),
		Refused: func(migrate.Refusal) { refused++ }, Noted: func(migrate.Note) { noted++ },
	}
	out, err := migrate.Merge(t.Context(), p.Service, p.operator, r, o)
	if err != nil || out.Read != 3000 || out.Added != 2999 || out.Refused != 1 || refused != 1 || noted != 1 || store.times != 0 {
		t.Errorf("%+v, %v; told of %d refusals and %d notes", out, err, refused, noted)
	}
	for form, n := range out.Hashes {
		if n != 3000 {
			t.Errorf("%d hashes are %s", n, form)
		}
	}
}

// Whether a commit that broke off happened, nobody knows: to do it again could
// refuse everybody whom it brought.
func TestAPieceThatMayHaveComeIsNotTriedAgain(t *testing.T) {
	store := &failover{piece: 10}
	p := newPlaceOn(t, func(s account.Store) account.Store { store.Store = s; return store })
	store.piece, store.times, store.atEnd, store.open = 0, 2, true, true
	report, err := p.importText(t, migrate.Options{SkipBad: true, Spool: t.TempDir()}, lines(10, 3010))
	if !errors.Is(err, account.Unavailable) || report.Kept != 1024 || store.times != 1 {
		t.Errorf("%d kept, %v; it has %d times to fail", report.Kept, err, store.times)
	}
}

func TestAPieceIsNotTriedAgainWhenNobodyWaitsForIt(t *testing.T) {
	store := &failover{piece: 10}
	p := newPlaceOn(t, func(s account.Store) account.Store { store.Store = s; return store })
	store.piece, store.times, store.atEnd = 0, 1_000_000, true
	ctx, cancel := context.WithCancel(t.Context())
	source := migrate.NewJSONL(strings.NewReader(lines(10, 3010)))
	_, err := migrate.Import(ctx, p.Service, p.operator, source, migrate.Options{SkipBad: true, Spool: t.TempDir(), Progress: func(done int, _ int64) {
		if done > 2000 {
			cancel()
		}
	}})
	if err == nil {
		t.Error("no error")
	}
	if n := len(p.accounts(t)); n != 1024 {
		t.Errorf("%d accounts are there", n)
	}
}
