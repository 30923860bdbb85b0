package sqlstore

import (
	"context"
	"time"

	"perfil/internal/account"
)

// Hit counts one event under key in the fixed window that contains now, and
// returns the count with this one and when the window ends. Windows lie on the
// clock, so that all nodes agree on them without asking each other.
func (s *Store) Hit(
	ctx context.Context, key string, window time.Duration, now time.Time,
) (hits int, ends time.Time, err error) {
	ends = endOfWindow(now, window)
	err = s.write(ctx, func(conn Conn) (_ []account.ID, err error) {
		hits, err = count(ctx, conn, s.sql.HitCounter, key, nanos(ends))
		return nil, err
	})
	if err != nil {
		return 0, time.Time{}, err
	}
	return hits, ends, nil
}

func endOfWindow(now time.Time, window time.Duration) time.Time {
	return now.UTC().Truncate(window).Add(window)
}
