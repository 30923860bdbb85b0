package migrate

import (
	"context"
	"fmt"
	"math"

	"perfil/internal/account"
)

// checkNumbering refuses to go on with a source under other ids than those that
// came from it before: who is new would get the id of somebody else, or one that
// former tokens do not name.
//
// How it was done stands nowhere, and is seen from the ids that were given. Most of
// those that are looked at count and not all, so that one run that was done wrongly
// before this was asked does not end every later one. Ids that the store gave may
// look like any others, so with Renumber nothing can be told.
func (o *MergeOptions) checkNumbering(ctx context.Context, svc *account.Service, actor account.Actor) error {
	if o.Renumber {
		return nil
	}
	came, err := svc.Origins(ctx, actor, o.As, math.MinInt64, originsAtOnce)
	if err != nil {
		return err
	}
	var others []account.Origin
	for _, c := range came {
		if int64(c.Account) != c.Row+int64(o.IDOffset) {
			others = append(others, c)
		}
	}
	if len(others)*2 <= len(came) {
		return nil
	}
	return fmt.Errorf("nothing was imported: accounts of %s came under other ids before, that of row %d as %d;"+
		" give the same --id-offset or --renumber as then, because whoever is new would get an id that means somebody else",
		quote(o.As), others[0].Row, others[0].Account)
}
