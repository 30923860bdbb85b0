package sqlstore

import (
	"database/sql"
	"time"

	"perfil/internal/account"
	"perfil/internal/token"
)

// What is not set is NULL in a column that allows it, so that an operator who
// looks into a table sees the difference.

func optionalText(s string) sql.NullString {
	return sql.NullString{String: s, Valid: s != ""}
}

func optionalID(id account.ID) sql.NullInt64 {
	return sql.NullInt64{Int64: int64(id), Valid: id != 0}
}

func optionalNanos(t time.Time) sql.NullInt64 {
	if t.IsZero() {
		return sql.NullInt64{}
	}
	return sql.NullInt64{Int64: nanos(t), Valid: true}
}

func fromOptionalNanos(n sql.NullInt64) time.Time {
	if !n.Valid {
		return time.Time{}
	}
	return fromNanos(n.Int64)
}

// text and number make a parameter of an optional value. The types of
// database/sql would do too, but each takes its driver a detour.
func text(s sql.NullString) any {
	if !s.Valid {
		return nil
	}
	return s.String
}

func number(n sql.NullInt64) any {
	if !n.Valid {
		return nil
	}
	return n.Int64
}

// optionalDigest makes a parameter of a digest; the zero one belongs to no token.
func optionalDigest(d token.Digest) any {
	if d == (token.Digest{}) {
		return nil
	}
	return d[:]
}

func digestArg(d *token.Digest) []byte { return d[:] }

func digestOf(b []byte) (d token.Digest) {
	copy(d[:], b)
	return d
}
