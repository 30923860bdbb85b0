package migrate

import (
	"context"
	"fmt"
	"iter"
	"math"

	"perfil/internal/account"
)

// rowsThere are the accounts that came from a source, with the ids that they have
// there. ErrNobodyCame.
func rowsThere(ctx context.Context, svc *account.Service, actor account.Actor, source string) (map[account.ID]account.ID, error) {
	rows := map[account.ID]account.ID{}
	for origin, err := range originsOf(ctx, svc, actor, source) {
		if err != nil {
			return nil, err
		}
		rows[origin.Account] = account.ID(origin.Row)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%w: %s", ErrNobodyCame, source)
	}
	return rows, nil
}

// HasOtherIDs says whether anybody who came from a source has another id here.
func HasOtherIDs(ctx context.Context, svc *account.Service, actor account.Actor, source string) (bool, error) {
	for origin, err := range originsOf(ctx, svc, actor, source) {
		if err != nil {
			return false, err
		}
		if int64(origin.Account) != origin.Row {
			return true, nil
		}
	}
	return false, nil
}

// originsOf reads all origins of a source, in the order of their rows. An error is
// the last that it gives.
func originsOf(ctx context.Context, svc *account.Service, actor account.Actor, source string) iter.Seq2[account.Origin, error] {
	return func(yield func(account.Origin, error) bool) {
		after := int64(math.MinInt64)
		for {
			found, err := svc.Origins(ctx, actor, source, after, originsAtOnce)
			if err != nil {
				yield(account.Origin{}, err)
				return
			}
			for i := range found {
				if !yield(found[i], nil) {
					return
				}
			}
			if len(found) < originsAtOnce {
				return
			}
			after = found[len(found)-1].Row
		}
	}
}
