package sqlstore

import (
	"context"
	"errors"
	"math"

	"perfil/internal/account"
)

// errNone says that a statement found nothing. It never leaves the package.
var errNone = errors.New("no row")

// one reads the only row of a result. It reads on to the end, because a
// statement that changes rows and returns them is complete only then.
func one(ctx context.Context, c Conn, dest []any, statement string, args ...any) error {
	found := false
	err := all(ctx, c, func(r Rows) error {
		found = true
		return r.Scan(dest...)
	}, statement, args...)
	if err == nil && !found {
		return errNone
	}
	return err
}

// all calls fn for every row of a result.
func all(ctx context.Context, c Conn, fn func(Rows) error, statement string, args ...any) error {
	rows, err := c.Query(ctx, statement, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// count reads a number.
func count(ctx context.Context, c Conn, statement string, args ...any) (int, error) {
	var n int64
	if err := one(ctx, c, []any{&n}, statement, args...); err != nil {
		return 0, err
	}
	if n < 0 || n > math.MaxInt {
		return 0, errors.New("a count is out of range")
	}
	return int(n), nil
}

// readAccount reads one account with a statement of fromAccounts.
func readAccount(ctx context.Context, c Conn, statement string, args ...any) (accountRow, error) {
	var r accountRow
	err := one(ctx, c, r.dest(), statement, args...)
	return r, err
}

// readSession reads one session with a statement of fromSessions.
func readSession(ctx context.Context, c Conn, statement string, args ...any) (account.Session, error) {
	var r sessionRow
	if err := one(ctx, c, r.dest(), statement, args...); err != nil {
		return account.Session{}, err
	}
	return r.session(), nil
}
