package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"time"

	"perfil/internal/account"
)

// ClaimJob takes the job that is due longest for the time of lease. NotFound
// when none is due. Attempts counts this claim too, so that a job whose worker
// dies each time is seen to fail.
func (s *Store) ClaimJob(ctx context.Context, now time.Time, lease time.Duration) (account.Job, error) {
	var claimed account.Job
	err := s.write(ctx, func(conn Conn) ([]account.ID, error) {
		var (
			kind     string
			about    sql.NullInt64
			asked    int64
			due      int64
			attempts int64
			j        account.Job
		)
		err := one(ctx, conn, []any{&j.ID, &kind, &about, &j.Email, &j.Name, &asked, &due, &attempts},
			s.sql.ClaimJob, nanos(now), nanos(now.Add(lease)))
		if err != nil {
			return nil, err
		}
		j.Kind, j.Account = account.JobKind(kind), account.ID(about.Int64)
		j.AskedAt, j.DueAt, j.Attempts = fromNanos(asked), fromNanos(due), int(attempts)
		claimed = j
		return nil, nil
	})
	if err != nil {
		return account.Job{}, err
	}
	return claimed, nil
}

// FinishJob removes a job that was done. Removing it twice is no error.
func (s *Store) FinishJob(ctx context.Context, id int64) error {
	return s.execute(ctx, s.sql.DeleteJob, id)
}

// PostponeJob gives a claimed job back, to be due again later, as one that has had
// so many attempts.
func (s *Store) PostponeJob(ctx context.Context, id int64, until time.Time, attempts int) error {
	return s.execute(ctx, s.sql.PostponeJob, id, nanos(until), int64(attempts))
}

// execute is a write of one statement that touches no account.
func (s *Store) execute(ctx context.Context, statement string, args ...any) error {
	return s.write(ctx, func(conn Conn) ([]account.ID, error) {
		_, err := conn.Exec(ctx, statement, args...)
		return nil, err
	})
}

func jobArgs(j *account.Job, id account.ID) []any {
	return []any{
		string(j.Kind), number(optionalID(cmp.Or(j.Account, id))), j.Email, j.Name, nanos(j.AskedAt), nanos(j.DueAt),
		int64(j.Attempts),
	}
}
