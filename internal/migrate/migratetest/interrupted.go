package migratetest

import (
	"context"
	"errors"
	"testing"

	"perfil/internal/account"
	"perfil/internal/migrate"
	"perfil/internal/migrate/olddb"
)

// Interrupted moves the rows with the ids from 1 on into PostgreSQL, ends that in the
// middle as an operator does, and moves them again: nobody may be lost or come twice.
// There must be more rows than are kept at once.
func Interrupted(t *testing.T, former string, rows int, open func(*testing.T, *olddb.DB) migrate.Source) {
	for name, told := range map[string]struct {
		options migrate.MergeOptions
		after   int // how many entries are done when it ends; some of them are kept
	}{
		"what can come":   {migrate.MergeOptions{SkipBad: true}, 20_000},
		"beside a server": {migrate.MergeOptions{Spool: t.TempDir()}, 2048},
	} {
		t.Run(name, func(t *testing.T) {
			p := NewOnPostgres(t, "a secret of Perfil, of 32 bytes or more")
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			move := func(ctx context.Context, o migrate.MergeOptions) (Report, error) {
				db, err := olddb.Open(t.Context(), former)
				Must(t, err)
				defer func() { Must(t, db.Close()) }()
				return p.BringUnder(ctx, open(t, db), o)
			}
			ended := told.options
			ended.Progress = func(done int) {
				if done > told.after {
					cancel()
				}
			}
			r, err := move(ctx, ended)
			there := p.Total(t)
			if !errors.Is(err, context.Canceled) || there == 0 || there >= rows || r.Added != there {
				t.Fatalf("%d accounts are there, %s, %v", there, r.Counts(), err)
			}
			r, err = move(t.Context(), told.options)
			if err != nil || r.Unchanged != there || r.Added != rows-there || r.Refused+r.Changed+r.Missing != 0 {
				t.Errorf("%d accounts were there, %s, %v", there, r.Counts(), err)
			}
			p.wantRows(t, rows)
			r, err = move(t.Context(), told.options)
			if err != nil || r.Unchanged != rows {
				t.Errorf("%s, %v", r.Counts(), err)
			}
		})
	}
}

// wantRows wants the accounts with the ids from 1 to n, and nobody else.
func (p *Perfil) wantRows(t *testing.T, n int) {
	t.Helper()
	there := 0
	err := p.Store.Each(t.Context(), func(a account.Account) error {
		if there++; a.ID != account.ID(there) {
			return errors.New("somebody is missing, or there who did not come")
		}
		return nil
	})
	if err != nil || there != n {
		t.Errorf("%d accounts are there: %v", there, err)
	}
}
