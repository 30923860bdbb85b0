package sqlstore

import (
	"fmt"
	"math"
	"time"

	"perfil/internal/account"
)

// Times are kept as nanoseconds since 1970, because an import brings up to nine
// decimals and a profile must show again what it came with. That reaches from
// 1677 to 2262. The time that is not set is unset in a column that does not
// allow NULL.
const unset = math.MinInt64

var (
	earliest = time.Unix(0, math.MinInt64+1)
	latest   = time.Unix(0, math.MaxInt64)
)

// nanos clips what is out of reach: for the end of a session or a ticket it
// makes no difference. An account's times are checked by keepable before.
func nanos(t time.Time) int64 {
	switch {
	case t.IsZero():
		return unset
	case t.Before(earliest):
		return earliest.UnixNano()
	case t.After(latest):
		return latest.UnixNano()
	}
	return t.UnixNano()
}

func fromNanos(n int64) time.Time {
	if n == unset {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}

// keepable refuses a time that would come back as another one.
func keepable(t time.Time) error {
	if t.IsZero() || !t.Before(earliest) && !t.After(latest) {
		return nil
	}
	return &account.Error{Kind: account.Invalid,
		Err: fmt.Errorf("the time %s cannot be kept, only years from 1678 to 2261 can", t.Format(time.RFC3339Nano))}
}
