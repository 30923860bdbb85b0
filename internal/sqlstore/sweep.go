package sqlstore

import (
	"context"
	"time"

	"perfil/internal/account"
)

// sweepRows is how much one transaction removes, so that a sweep of a million
// rows does not keep a sign-in waiting.
const sweepRows = 1000

// Sweep removes what has expired before now, and events older than keepEvents.
// It takes many transactions; one that fails leaves the rest for the next time.
func (s *Store) Sweep(ctx context.Context, now time.Time, keepEvents time.Duration) error {
	for _, of := range []struct {
		statement string
		before    time.Time
	}{
		{s.sql.SweepSessions, now},
		{s.sql.SweepSpent, now},
		{s.sql.SweepTickets, now},
		{s.sql.SweepCounters, now},
		{s.sql.SweepEvents, now.Add(-keepEvents)},
	} {
		if err := s.sweep(ctx, of.statement, of.before); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) sweep(ctx context.Context, statement string, before time.Time) error {
	for {
		removed := 0
		err := s.write(ctx, func(conn Conn) ([]account.ID, error) {
			touched, err := s.removed(ctx, conn, statement, before)
			removed = len(touched)
			return distinct(touched), err
		})
		if err != nil || removed < sweepRows {
			return err
		}
	}
}

// removed runs a statement that returns the accounts of the rows it removed, or
// zero where a row has none.
func (s *Store) removed(ctx context.Context, conn Conn, statement string, before time.Time) ([]account.ID, error) {
	var touched []account.ID
	err := all(ctx, conn, func(rows Rows) error {
		var id int64
		err := rows.Scan(&id)
		touched = append(touched, account.ID(id))
		return err
	}, statement, nanos(before), int64(sweepRows))
	return touched, err
}

// distinct leaves each account once, and nobody out.
func distinct(ids []account.ID) []account.ID {
	seen := map[account.ID]bool{0: true}
	var kept []account.ID
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			kept = append(kept, id)
		}
	}
	return kept
}
