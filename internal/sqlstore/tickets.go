package sqlstore

import (
	"context"

	"perfil/internal/account"
)

// Issue stores a ticket. NotFound if its account is not there.
func (s *Store) Issue(ctx context.Context, t account.Ticket) error {
	return s.execute(ctx, s.sql.InsertTicket,
		digestArg(&t.Digest), int64(t.Account), string(t.Purpose), t.Email, nanos(t.ExpiresAt))
}
