package migrate

import (
	"context"

	"perfil/internal/account"
)

// Target is a system that accounts go back to: it writes them as its tables want
// them.
type Target interface {
	// Put writes one account and says in sentences what of it does not go along.
	// An account that cannot go at all is not written, and left says so.
	Put(a *account.Account) (lost []string, left bool, err error)
	// End completes what was written.
	End() error
}

// Exported says what an export did.
type Exported struct {
	Written int
	Left    int // accounts that cannot go
	Lossy   int // accounts of which something does not go along
}

// ExportTo writes all accounts as they stand at one moment, in the order of
// their ids. lost, if not nil, is called for everything that does not go along.
func ExportTo(ctx context.Context, svc *account.Service, actor account.Actor, to Target, lost func(id account.ID, what []string)) (Exported, error) {
	var done Exported
	err := svc.Export(ctx, actor, func(a account.Account) error {
		what, left, err := to.Put(&a)
		switch {
		case left:
			done.Left++
		case len(what) > 0:
			done.Lossy++
			done.Written++
		default:
			done.Written++
		}
		if len(what) > 0 && lost != nil {
			lost(a.ID, what)
		}
		return err
	})
	if err == nil {
		err = to.End()
	}
	return done, err
}
