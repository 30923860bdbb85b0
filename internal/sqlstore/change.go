package sqlstore

import (
	"context"

	"perfil/internal/account"
)

// asksMore says whether c asks for anything besides its account.
func asksMore(c *account.Change) bool {
	return c.Start != nil || c.Rotate != nil || c.End != (account.Ending{}) || c.Redeem != nil ||
		len(c.Spend)+len(c.Void)+len(c.Cancel)+len(c.Clear)+len(c.Events)+len(c.Jobs) > 0
}

// apply does what c asks for besides its account. What ends comes before what
// starts, so that a change can end all sessions and begin the only one left.
func (s *Store) apply(ctx context.Context, conn Conn, id account.ID, c *account.Change) error {
	steps := []func(context.Context, Conn, account.ID, *account.Change) error{
		s.useTokens, s.endSessions, s.beginSessions,
	}
	for _, step := range steps {
		if err := step(ctx, conn, id, c); err != nil {
			return err
		}
	}
	for _, key := range c.Clear {
		if err := conn.Queue(ctx, s.sql.DeleteCounter, key); err != nil {
			return err
		}
	}
	return s.record(ctx, conn, id, c.Events, c.Jobs)
}

func (s *Store) useTokens(ctx context.Context, conn Conn, id account.ID, c *account.Change) error {
	if c.Redeem != nil {
		n, err := conn.Exec(ctx, s.sql.DeleteTicket, digestArg(c.Redeem), int64(id))
		if err := usedOnce(n, err); err != nil {
			return err
		}
	}
	for _, v := range c.Void {
		if err := conn.Queue(ctx, s.sql.DeleteTicketsOf, int64(id), string(v.Purpose), nanos(v.After)); err != nil {
			return err
		}
	}
	for _, jobs := range c.Cancel {
		if _, err := conn.Exec(ctx, s.sql.DeleteJobsOf, int64(id), string(jobs.Kind), nanos(jobs.After)); err != nil {
			return err
		}
	}
	for i := range c.Spend {
		spent := &c.Spend[i]
		n, err := conn.Exec(ctx, s.sql.InsertSpent, digestArg(&spent.Digest), int64(id), nanos(spent.ExpiresAt))
		if err := usedOnce(n, err); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) endSessions(ctx context.Context, conn Conn, id account.ID, c *account.Change) (err error) {
	switch {
	case c.End.All:
		err = conn.Queue(ctx, s.sql.DeleteSessionsOf, int64(id))
	case c.End.ID != "":
		err = conn.Queue(ctx, s.sql.DeleteSession, string(c.End.ID), int64(id))
	}
	return err
}

func (s *Store) beginSessions(ctx context.Context, conn Conn, id account.ID, c *account.Change) error {
	if c.Start != nil {
		c.Start.Account = id
		if err := conn.Queue(ctx, s.sql.InsertSession, sessionArgs(c.Start)...); err != nil {
			return err
		}
	}
	if c.Rotate != nil {
		c.Rotate.Account = id
		n, err := conn.Exec(ctx, s.sql.UpdateSession, sessionArgs(c.Rotate)...)
		if err := usedOnce(n, err); err != nil {
			return err
		}
	}
	return nil
}

// usedOnce makes a Conflict of a statement that found its token gone, or there
// already: somebody else was faster with the same token.
func usedOnce(rows int64, err error) error {
	if err == nil && rows == 0 {
		return taken(account.FieldToken)
	}
	return err
}
