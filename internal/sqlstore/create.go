package sqlstore

import (
	"context"
	"errors"

	"perfil/internal/account"
)

// Create stores c.Account under a new id with all that c asks for. Conflict.
func (s *Store) Create(ctx context.Context, c *account.Change) (account.Account, error) {
	r, err := rowOf(&c.Account)
	if err != nil {
		return account.Account{}, err
	}
	var created account.Account
	err = s.write(ctx, func(conn Conn) ([]account.ID, error) {
		r.id = 0
		done, err := s.signUp(ctx, conn, &r, c)
		if err == nil && !done {
			err = s.insert(ctx, conn, &r)
		}
		if err != nil {
			return nil, err
		}
		if created, err = r.account(); err != nil {
			return nil, err
		}
		if !done {
			err = s.apply(ctx, conn, created.ID, c)
		}
		return []account.ID{created.ID}, err
	})
	if err != nil {
		return account.Account{}, err
	}
	return created, nil
}

// signUp does with one statement what most new accounts ask for, where the
// database has one for it: the account, its first session, and one event. It says
// whether it did; it has not if a value is taken.
func (s *Store) signUp(ctx context.Context, conn Conn, r *accountRow, c *account.Change) (done bool, err error) {
	if s.sql.SignUp == "" || !isSignUp(c) {
		return false, nil
	}
	args := r.args()[1:]
	for i, arg := range sessionArgs(c.Start) {
		if i != 1 { // the account
			args = append(args, arg)
		}
	}
	for i, arg := range eventArgs(&c.Events[0], 0) {
		if i != 2 { // the account
			args = append(args, arg)
		}
	}
	var held int64
	switch err := one(ctx, conn, []any{&r.id, &held}, s.sql.SignUp, args...); {
	case errors.Is(err, errNone):
		return false, nil
	case err != nil:
		return false, err
	case held != 0:
		return false, taken(account.FieldEmail) // which undoes it
	}
	c.Start.Account = account.ID(r.id)
	return true, nil
}

// isSignUp says whether a change asks for a session and an event, and for nothing
// else.
func isSignUp(c *account.Change) bool {
	if c.Start == nil || len(c.Events) != 1 || c.Events[0].Account != 0 {
		return false
	}
	rest := *c
	rest.Start, rest.Events = nil, nil
	return !asksMore(&rest)
}

// insertAttempts bounds the turns in which a value is taken when the row is
// inserted and free again when the holder is looked up.
const insertAttempts = 3

// insert gives r an id, or tells all that is taken.
func (s *Store) insert(ctx context.Context, conn Conn, r *accountRow) error {
	for range insertAttempts {
		var held int64
		err := one(ctx, conn, []any{&r.id, &held}, s.sql.InsertAccount, r.args()[1:]...)
		if err == nil {
			return s.keepUnlessHeld(ctx, conn, r, held != 0)
		}
		if !errors.Is(err, errNone) {
			return err
		}
		if err := s.holders(ctx, conn, r, nil); err != nil {
			return err
		}
	}
	return &account.Error{Kind: account.Unavailable, Err: errNone}
}
