package sqlstore

import (
	"database/sql"

	"perfil/internal/account"
)

// sessionRow is a session as its row keeps it.
type sessionRow struct {
	id         string
	account    int64
	createdAt  int64
	lastUsedAt int64
	expiresAt  int64
	address    string
	userAgent  string
	refresh    []byte
	parent     []byte
	rotatedAt  sql.NullInt64
}

func (r *sessionRow) session() account.Session {
	return account.Session{
		ID:         account.SessionID(r.id),
		Account:    account.ID(r.account),
		CreatedAt:  fromNanos(r.createdAt),
		LastUsedAt: fromNanos(r.lastUsedAt),
		ExpiresAt:  fromNanos(r.expiresAt),
		Address:    r.address,
		UserAgent:  r.userAgent,
		Refresh:    digestOf(r.refresh),
		Parent:     digestOf(r.parent),
		RotatedAt:  fromOptionalNanos(r.rotatedAt),
	}
}

// dest is where a row of sessionColumns goes.
func (r *sessionRow) dest() []any {
	return []any{
		&r.id, &r.account, &r.createdAt, &r.lastUsedAt, &r.expiresAt, &r.address, &r.userAgent,
		&r.refresh, &r.parent, &r.rotatedAt,
	}
}

// sessionArgs are the parameters of InsertSession and UpdateSession.
func sessionArgs(s *account.Session) []any {
	return []any{
		string(s.ID), int64(s.Account), nanos(s.CreatedAt), nanos(s.LastUsedAt), nanos(s.ExpiresAt),
		s.Address, s.UserAgent, optionalDigest(s.Refresh), optionalDigest(s.Parent),
		number(optionalNanos(s.RotatedAt)),
	}
}
