package migrate

import (
	"context"
	"errors"

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

// ExportOptions say who is exported. The zero value exports everybody, under the ids
// of here.
type ExportOptions struct {
	// Of is the name of a source: only who came from there is written, under the ids
	// that they have there. The rows of its database are written over by their ids, so
	// everybody else would be taken for somebody there.
	Of string
	// Lost, if not nil, is called for everything that does not go along, with the id
	// of here.
	Lost func(id account.ID, what []string)
}

// Exported says what an export did.
type Exported struct {
	Written int
	Left    int // accounts that cannot go
	Lossy   int // accounts of which something does not go along
	Others  int // accounts that did not come from the source that was named
}

// ErrNobodyCame says that no account came from the source that was named.
var ErrNobodyCame = errors.New("nobody who is here came under that name")

// ExportTo writes accounts as they stand at one moment, in the order of their ids.
// With a source it remembers some forty bytes for each account that came from there.
// ErrNobodyCame.
func ExportTo(ctx context.Context, svc *account.Service, actor account.Actor, to Target, o ExportOptions) (Exported, error) {
	var (
		done Exported
		rows map[account.ID]account.ID
	)
	if o.Of != "" {
		var err error
		if rows, err = rowsThere(ctx, svc, actor, o.Of); err != nil {
			return done, err
		}
	}
	err := svc.Export(ctx, actor, func(a account.Account) error {
		here := a.ID
		if o.Of != "" {
			row, came := rows[here]
			if !came {
				done.Others++
				return nil
			}
			a.ID = row
		}
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
		if len(what) > 0 && o.Lost != nil {
			o.Lost(here, what)
		}
		return err
	})
	if err == nil {
		err = to.End()
	}
	return done, err
}
