package sqlstore

import (
	"context"
	"fmt"

	"perfil/internal/account"
)

// Import runs fn in one transaction. insert stores one account with its id as
// given and tells a Conflict, or Invalid for an id or a time that cannot be
// kept, without ending the transaction.
func (s *Store) Import(ctx context.Context, fn func(insert func(account.Account) error) error) error {
	// It changes no account that was there, so there is nothing to tell anybody.
	return s.fault(s.engine.Bulk(ctx, func(c Conn) error {
		in := importing{store: s}
		err := fn(func(a account.Account) error { return s.fault(in.one(ctx, c, &a)) })
		if err != nil {
			return refusal{err}
		}
		return s.restartIDs(ctx, c)
	}))
}

func (s *Store) restartIDs(ctx context.Context, c Conn) error {
	if s.sql.RestartIDs == "" {
		return nil
	}
	return all(ctx, c, func(Rows) error { return nil }, s.sql.RestartIDs)
}

// ReserveIDs lets the accounts that are made from now on have ids beyond last.
func (s *Store) ReserveIDs(ctx context.Context, last account.ID) error {
	return s.fault(s.engine.Write(ctx, func(c Conn) error {
		_, err := c.Exec(ctx, s.sql.RaiseIDs, "accounts", int64(last))
		return err
	}))
}

// importable is the row of an account that brings its id.
func importable(a *account.Account) (accountRow, error) {
	if a.ID <= 0 || a.ID > account.ImportIDMax {
		return accountRow{}, &account.Error{
			Kind:       account.Invalid,
			Violations: []account.Violation{{Field: account.FieldID, Code: account.BadFormat}},
			Err:        fmt.Errorf("the id %d is not between 1 and %d", a.ID, account.ImportIDMax),
		}
	}
	return rowOf(a)
}

// importing is what one transaction needs to store accounts that bring their ids.
type importing struct {
	store     *Store
	statement string // "" before the first
}

func (i *importing) one(ctx context.Context, c Conn, a *account.Account) error {
	r, err := importable(a)
	if err != nil {
		return err
	}
	if err := i.choose(ctx, c); err != nil {
		return err
	}
	n, err := c.Exec(ctx, i.statement, r.args()...)
	if err != nil || n == 1 {
		return err
	}
	if err := i.store.holders(ctx, c, &r, nil); err != nil {
		return err
	}
	return &account.Error{Kind: account.Unavailable, Err: errNone}
}

// choose takes the statement that asks, with each account, whether its address is
// held, unless none is: a question of its own for each would take an import twice as
// long. On databases that others write to meanwhile it misses who gives an address
// up in the very moment of that statement, which nobody outside can choose. An
// import itself never makes anybody the former owner of an address.
func (i *importing) choose(ctx context.Context, c Conn) error {
	if i.statement != "" {
		return nil
	}
	sql := &i.store.sql
	if sql.AnyHeld != "" {
		held, err := count(ctx, c, sql.AnyHeld)
		if err != nil {
			return err
		}
		if held == 0 {
			i.statement = sql.ImportFree
			return nil
		}
	}
	i.statement = sql.ImportAccount
	return nil
}
