package sqlstore

import (
	"context"
	"errors"
	"time"

	"perfil/internal/account"
)

// Hit counts one event under key, and returns the count with this one and when
// the window ends. A window begins with the first event in it. One that ends
// further away than any can was begun by a clock that has been set back since;
// it counts as over, or it would last for as long as the clock was ahead.
func (s *Store) Hit(
	ctx context.Context, key string, window time.Duration, now time.Time,
) (hits int, ends time.Time, err error) {
	var n, end int64
	err = s.write(ctx, func(conn Conn) ([]account.ID, error) {
		return nil, one(ctx, conn, []any{&n, &end}, s.sql.HitCounter,
			key, nanos(now.Add(window)), nanos(now), nanos(now.Add(2*window)))
	})
	if err != nil {
		return 0, time.Time{}, err
	}
	return int(n), fromNanos(end), nil
}

// Hits returns the count of the window that is open under key, without adding to
// it, and when that ends; zeros if none is open. Which one is open Hit says.
func (s *Store) Hits(
	ctx context.Context, key string, window time.Duration, now time.Time,
) (hits int, ends time.Time, err error) {
	var n, end int64
	err = s.engine.Read(ctx, func(conn Conn) error {
		return one(ctx, conn, []any{&n, &end}, s.sql.FindCounter,
			key, nanos(now), nanos(now.Add(2*window)))
	})
	if errors.Is(err, errNone) {
		return 0, time.Time{}, nil
	}
	if err != nil {
		return 0, time.Time{}, s.fault(err)
	}
	return int(n), fromNanos(end), nil
}
