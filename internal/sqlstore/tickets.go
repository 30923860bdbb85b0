package sqlstore

import (
	"context"

	"perfil/internal/account"
)

// Issue stores a ticket that doing a job made. NotFound if its account or the
// job is not there.
func (s *Store) Issue(ctx context.Context, t account.Ticket, job int64) error {
	return s.write(ctx, func(conn Conn) ([]account.ID, error) {
		n, err := conn.Exec(ctx, s.sql.InsertTicket, digestArg(&t.Digest), int64(t.Account),
			string(t.Purpose), t.Email, nanos(t.ExpiresAt), job)
		if err == nil && n == 0 {
			err = errNone
		}
		return nil, err
	})
}
