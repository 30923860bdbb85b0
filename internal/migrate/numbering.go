package migrate

import (
	"context"
	"fmt"
	"math"
	"strings"

	"perfil/internal/account"
)

// checkNumbering refuses to go on with a source under other ids than those that
// came from it before: who is new would get the id of somebody else, or one that
// former tokens do not name.
//
// How it was done is seen from the ids that were given. Most of those that are looked
// at count and not all, so that one run that was done wrongly before this was asked
// does not end every later one.
//
// New ids in an empty Perfil may be those of the source by chance, and nothing in them
// tells one from the other. Then the audit trail does. Without that nobody could come
// any more whose id was given here meanwhile.
//
// Ids that the store gave may look like a shift. To go on in the one way after the
// other does no harm then: neither are the ids of the source, so its tokens go by its
// name and its rows. Those of a source that kept its ids may go by the ids, so who is
// new there gets no other one.
func (o *MergeOptions) checkNumbering(ctx context.Context, svc *account.Service, actor account.Actor) error {
	came, err := svc.Origins(ctx, actor, o.As, math.MinInt64, originsAtOnce)
	if err != nil {
		return err
	}
	offset := int64(o.IDOffset)
	if o.Renumber {
		offset = 0
	}
	var alike, others []account.Origin
	for _, c := range came {
		if int64(c.Account) == c.Row+offset {
			alike = append(alike, c)
		} else {
			others = append(others, c)
		}
	}
	switch {
	case o.Renumber && len(alike) > len(others):
		if anew, err := o.cameAnew(ctx, svc, actor); err != nil || anew {
			return err
		}
		return fmt.Errorf("nothing was imported: accounts of %s came under the ids that they have there, that of row %d too; leave --renumber out,"+
			" because a token of the former system for somebody who is new would open the account of somebody else", quote(o.As), alike[0].Row)
	case !o.Renumber && len(others) > len(alike):
		return fmt.Errorf("nothing was imported: accounts of %s came under other ids before, that of row %d as %d;"+
			" give the same --id-offset or --renumber as then, because whoever is new would get an id that means somebody else",
			quote(o.As), others[0].Row, others[0].Account)
	default:
		return nil
	}
}

const (
	// underNewIDs is what the audit trail has behind the tally of a run that gave them.
	underNewIDs = ", under new ids"
	// eventsAtOnce is how many entries of the trail are read with one query.
	eventsAtOnce = 100
)

// cameAnew says whether the last run that added somebody from this source gave new ids.
// One that added nobody gave none, however it was told to. When the trail knows of no
// run any more, the answer is the one that is safe for tokens: no.
func (o *MergeOptions) cameAnew(ctx context.Context, svc *account.Service, actor account.Actor) (bool, error) {
	q := account.EventQuery{Action: account.ActionImported, Limit: eventsAtOnce}
	for {
		events, err := svc.Audit(ctx, actor, q)
		if err != nil {
			return false, err
		}
		for i := range events {
			tally, ours := strings.CutPrefix(events[i].Detail, "from "+o.As+": ")
			if ours && !strings.HasPrefix(tally, "0 added") {
				return strings.HasSuffix(tally, underNewIDs), nil
			}
		}
		if len(events) < eventsAtOnce {
			return false, nil
		}
		q.Before = events[len(events)-1].ID
	}
}
