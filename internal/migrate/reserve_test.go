package migrate_test

import (
	"fmt"
	"strings"
	"testing"

	"perfil/internal/account"
	"perfil/internal/migrate"
	"perfil/internal/migrate/migratetest"
)

func newcomer(name string) account.NewAccount {
	return account.NewAccount{Username: name, Email: name + "@example.com", Password: "Quiet-harbor-10"}
}

// Sources are in the order of ids, so the id that comes after a piece is that of
// the next line. Whoever signs up between two pieces must not get it.
func TestASignUpBetweenThePiecesTakesNobodysID(t *testing.T) {
	const last = 3009
	for name, bring := range map[string]func(*place, bool) (kept, refused int, err error){
		"jsonl": func(p *place, skip bool) (int, int, error) {
			r, err := migrate.Import(t.Context(), p.Service, p.operator, migrate.NewJSONL(strings.NewReader(lines(10, last+1))),
				migrate.Options{SkipBad: skip, Spool: t.TempDir()})
			return r.Kept, r.Refused, err
		},
		"rows": func(p *place, skip bool) (int, int, error) {
			out, err := migrate.Merge(t.Context(), p.Service, p.operator, someRows(t, 3000),
				migrate.MergeOptions{As: "rows", SkipBad: skip, IDOffset: 9, Spool: t.TempDir()})
			return out.Added, out.Refused, err
		},
	} {
		for _, skip := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, skip %t", name, skip), func(t *testing.T) {
				watched := &pieces{}
				p := newPlaceOn(t, func(s account.Store) account.Store { watched.Store = s; return watched })
				made := make(chan account.Account, 1)
				watched.begin = func(piece int) {
					if piece == 1 {
						go func() {
							a, err := p.CreateAccount(t.Context(), p.operator, newcomer("meanwhile"))
							if err != nil {
								t.Error(err)
							}
							made <- a
						}()
						waitForWriter(t, p)
					}
				}
				kept, refused, err := bring(p, skip)
				if err != nil || kept != 3000 || refused != 0 {
					t.Errorf("%d kept, %d refused, %v", kept, refused, err)
				}
				if a := <-made; a.ID <= last {
					t.Errorf("who signed up between the pieces got id %d", a.ID)
				}
			})
		}
	}
}

// On PostgreSQL nobody who signs up waits for a piece either.
func TestASignUpDuringAPieceOnPostgreSQLTakesNobodysID(t *testing.T) {
	p := migratetest.NewOnPostgres(t, secret)
	var made account.Account
	o := migrate.Options{SkipBad: true, Spool: t.TempDir(), Progress: func(int, int64) {
		if made.ID == 0 {
			var err error
			if made, err = p.CreateAccount(t.Context(), p.Operator, newcomer("meanwhile")); err != nil {
				t.Error(err)
			}
		}
	}}
	report, err := migrate.Import(t.Context(), p.Service, p.Operator, migrate.NewJSONL(strings.NewReader(lines(10, 3010))), o)
	if err != nil || report.Kept != 3000 || made.ID <= 3009 {
		t.Errorf("%d kept, %v, the new account has id %d", report.Kept, err, made.ID)
	}
}

// An id that cannot come must not push those of new accounts away.
func TestARefusedLineMovesNoIDs(t *testing.T) {
	p := newPlace(t)
	far := person("9000000000", "far", `"first_name":"`+strings.Repeat("x", 500)+`"`)
	report, err := p.importText(t, migrate.Options{SkipBad: true, Spool: t.TempDir()}, person("1", "ada"), far)
	if err != nil || report.Kept != 1 || report.Refused != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
	if a, err := p.CreateAccount(t.Context(), p.operator, newcomer("later")); err != nil || a.ID != 2 {
		t.Errorf("the new account has id %d, %v", a.ID, err)
	}
}
