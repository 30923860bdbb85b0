package sqlstore

import (
	"context"
	"errors"

	"perfil/internal/account"
	"perfil/internal/token"
)

// Find reads one account. NotFound.
func (s *Store) Find(ctx context.Context, key account.Key) (account.Account, error) {
	statement, arg := s.keyed(key)
	var found account.Account
	err := s.engine.Read(ctx, func(c Conn) error {
		r, err := readAccount(ctx, c, statement, arg)
		if err != nil {
			return err
		}
		found, err = r.account()
		return err
	})
	return found, s.fault(err)
}

func (s *Store) keyed(key account.Key) (statement string, arg any) {
	switch {
	case key.ID != 0:
		return s.sql.FindByID, int64(key.ID)
	case key.Username != "":
		return s.sql.FindByUsername, key.Username
	case key.Avatar != "":
		return s.sql.FindByAvatar, key.Avatar
	default:
		return s.sql.FindByEmail, key.Email
	}
}

// Holder reads an account and whether a token of it is alive, in one statement:
// it is asked for with every request that finds nothing in memory. NotFound.
func (s *Store) Holder(ctx context.Context, id account.ID, c account.Credential) (account.Account, bool, error) {
	statement, arg := s.sql.FindOfSession, any(string(c.Session))
	if c.Session == "" {
		statement, arg = s.sql.FindOfToken, c.Digest[:]
	}
	var (
		found account.Account
		rows  int64
	)
	err := s.engine.Read(ctx, func(conn Conn) error {
		var r accountRow
		err := one(ctx, conn, append(r.dest(), &rows), statement, int64(id), arg)
		if err != nil {
			return err
		}
		found, err = r.account()
		return err
	})
	// A session must be there, a spent token must not.
	return found, (rows > 0) == (c.Session != ""), s.fault(err)
}

// Session reads one session. NotFound.
func (s *Store) Session(ctx context.Context, id account.SessionID) (account.Session, error) {
	var found account.Session
	err := s.engine.Read(ctx, func(c Conn) (err error) {
		found, err = readSession(ctx, c, s.sql.FindSession, string(id))
		return err
	})
	return found, s.fault(err)
}

// Spent reports whether a token was spent with Change.Spend.
func (s *Store) Spent(ctx context.Context, digest token.Digest) (bool, error) {
	var spent bool
	err := s.engine.Read(ctx, func(c Conn) (err error) {
		spent, err = s.isSpent(ctx, c, digest)
		return err
	})
	return spent, s.fault(err)
}

func (s *Store) isSpent(ctx context.Context, c Conn, digest token.Digest) (bool, error) {
	_, err := count(ctx, c, s.sql.FindSpent, digest[:])
	if errors.Is(err, errNone) {
		return false, nil
	}
	return err == nil, err
}

// Ticket reads a ticket that has not been redeemed, expired or not. NotFound.
func (s *Store) Ticket(ctx context.Context, digest token.Digest) (account.Ticket, error) {
	var found account.Ticket
	err := s.engine.Read(ctx, func(c Conn) error {
		var (
			kept      []byte
			of, ends  int64
			purpose   string
			recipient string
		)
		err := one(ctx, c, []any{&kept, &of, &purpose, &recipient, &ends}, s.sql.FindTicket, digest[:])
		if err != nil {
			return err
		}
		found = account.Ticket{
			Digest: digestOf(kept), Account: account.ID(of), Purpose: account.Purpose(purpose),
			Email: recipient, ExpiresAt: fromNanos(ends),
		}
		return nil
	})
	return found, s.fault(err)
}
