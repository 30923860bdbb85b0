package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"math"

	"perfil/internal/account"
)

// Record writes events and jobs that belong to no change of an account.
func (s *Store) Record(ctx context.Context, events []account.Event, jobs []account.Job) error {
	return s.write(ctx, func(conn Conn) ([]account.ID, error) {
		return nil, s.record(ctx, conn, 0, events, jobs)
	})
}

// record writes events and jobs; those that name no account are about id.
func (s *Store) record(
	ctx context.Context, conn Conn, id account.ID, events []account.Event, jobs []account.Job,
) error {
	for i := range events {
		if err := conn.Queue(ctx, s.sql.InsertEvent, eventArgs(&events[i], id)...); err != nil {
			return err
		}
	}
	for i := range jobs {
		if err := conn.Queue(ctx, s.sql.InsertJob, jobArgs(&jobs[i], id)...); err != nil {
			return err
		}
	}
	return nil
}

// Events reads the audit trail, newest first, at most q.Limit rows. Those of one
// account are found at once; to look through all of them may take long.
func (s *Store) Events(ctx context.Context, q account.EventQuery) ([]account.Event, error) {
	read := s.engine.Snapshot
	if q.Account != 0 {
		read = s.engine.Read
	}
	statement, args := s.eventQuery(q)
	var found []account.Event
	err := read(ctx, func(c Conn) error {
		found = nil
		return all(ctx, c, func(rows Rows) error {
			e, err := scanEvent(rows)
			found = append(found, e)
			return err
		}, statement, args...)
	})
	return found, s.fault(err)
}

func (s *Store) eventQuery(q account.EventQuery) (statement string, args []any) {
	below := q.Before
	if below == 0 {
		below = math.MaxInt64
	}
	args = []any{below, string(q.Action), int64(max(q.Limit, 0))}
	switch {
	case q.Account == 0:
		return s.sql.Events, args
	case q.Action == "":
		return s.sql.EventsOf, append(args, int64(q.Account))
	default:
		return s.sql.EventsOfAction, append(args, int64(q.Account))
	}
}

func eventArgs(e *account.Event, id account.ID) []any {
	return []any{
		nanos(e.At), string(e.Action), number(optionalID(cmp.Or(e.Account, id))), number(optionalID(e.Actor)),
		e.Via, e.Address, e.Detail,
	}
}

func scanEvent(rows Rows) (account.Event, error) {
	var (
		e             account.Event
		at            int64
		action        string
		about, author sql.NullInt64
	)
	err := rows.Scan(&e.ID, &at, &action, &about, &author, &e.Via, &e.Address, &e.Detail)
	e.At, e.Action = fromNanos(at), account.Action(action)
	e.Account, e.Actor = account.ID(about.Int64), account.ID(author.Int64)
	return e, err
}
