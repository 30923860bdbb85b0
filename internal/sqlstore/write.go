package sqlstore

import (
	"context"

	"perfil/internal/account"
	"perfil/internal/token"
)

// write runs fn in a transaction. fn returns the accounts that it touched; the
// watcher hears of them when fn came to its end, even if the commit failed
// then: a connection that breaks at that moment leaves open whether it happened.
func (s *Store) write(ctx context.Context, fn func(Conn) (touched []account.ID, err error)) error {
	var touched []account.ID
	err := s.engine.Write(ctx, func(c Conn) error {
		ids, err := fn(c)
		if err == nil {
			touched = append(touched, ids...)
		}
		return err
	})
	for _, id := range touched {
		s.watcher.Changed(id)
	}
	return s.fault(err)
}

// Update reads the account, lets fn change it, and stores the outcome. NotFound,
// Conflict.
func (s *Store) Update(
	ctx context.Context, id account.ID, fn func(c *account.Change) error,
) (account.Account, error) {
	var after account.Account
	err := s.write(ctx, func(conn Conn) ([]account.ID, error) {
		before, c, err := s.change(ctx, conn, id, fn)
		if err != nil {
			return nil, err
		}
		r, err := rowOf(&c.Account)
		if err != nil {
			return nil, err
		}
		if after, err = r.account(); err != nil {
			return nil, err
		}
		if r == before && !asksMore(c) {
			return nil, nil
		}
		if err := s.replace(ctx, conn, &before, &r); err != nil {
			return nil, err
		}
		return []account.ID{id}, s.apply(ctx, conn, id, c)
	})
	if err != nil {
		return account.Account{}, err
	}
	return after, nil
}

// change reads the account for a change and lets fn change it.
func (s *Store) change(
	ctx context.Context, conn Conn, id account.ID, fn func(c *account.Change) error,
) (accountRow, *account.Change, error) {
	before, err := readAccount(ctx, conn, s.sql.LockByID, int64(id))
	if err != nil {
		return before, nil, err
	}
	c := &account.Change{}
	if c.Account, err = before.account(); err != nil {
		return before, nil, err
	}
	c.OtherAdmins = func() (int, error) {
		if err := s.lockAdmins(ctx, conn); err != nil {
			return 0, s.fault(err)
		}
		n, err := count(ctx, conn, s.sql.OtherAdmins, int64(id))
		return n, s.fault(err)
	}
	c.Session = func(session account.SessionID) (account.Session, error) {
		found, err := readSession(ctx, conn, s.sql.FindSessionOf, string(session), int64(id))
		return found, s.fault(err)
	}
	c.Spent = func(digest token.Digest) (bool, error) {
		spent, err := s.isSpent(ctx, conn, digest)
		return spent, s.fault(err)
	}
	if err := fn(c); err != nil {
		return before, nil, refusal{err}
	}
	c.Account.ID = id
	return before, c, nil
}

// lockAdmins is for who counts the admins and for who makes one fewer: each waits
// for the other, so that a count stays true until the end of its transaction.
func (s *Store) lockAdmins(ctx context.Context, conn Conn) error {
	if s.sql.LockAdmins == "" {
		return nil
	}
	return all(ctx, conn, func(Rows) error { return nil }, s.sql.LockAdmins)
}

// replace stores r over before. Most changes leave the indexed columns alone,
// and then the indexes are not written.
func (s *Store) replace(ctx context.Context, conn Conn, before, r *accountRow) error {
	if *r == *before {
		return nil
	}
	if before.isActiveAdmin() && !r.isActiveAdmin() {
		if err := s.lockAdmins(ctx, conn); err != nil {
			return err
		}
	}
	switch {
	case r.sameIndexed(before):
		return conn.Queue(ctx, s.sql.TouchAccount, r.touchArgs()...)
	case r.username == before.username && r.email == before.email:
		return conn.Queue(ctx, s.sql.UpdateAccount, r.args()...) // nobody can have the values
	}
	_, err := conn.Exec(ctx, s.sql.UpdateAccount, r.args()...)
	if err == nil {
		return s.changeUnlessHeld(ctx, conn, before, r)
	}
	told := s.engine.Classify(err)
	if told.Kind == account.Conflict {
		if held := s.holders(ctx, conn, r, before); held != nil {
			return held
		}
	}
	return told
}

// Delete removes the account with its sessions and tickets after fn agreed.
// NotFound.
func (s *Store) Delete(ctx context.Context, id account.ID, fn func(c *account.Change) error) error {
	return s.write(ctx, func(conn Conn) ([]account.ID, error) {
		before, c, err := s.change(ctx, conn, id, fn)
		if err != nil {
			return nil, err
		}
		return []account.ID{id}, s.remove(ctx, conn, &before, c)
	})
}

// remove deletes an account and does what else c asks for.
func (s *Store) remove(ctx context.Context, conn Conn, before *accountRow, c *account.Change) error {
	if before.isActiveAdmin() {
		if err := s.lockAdmins(ctx, conn); err != nil {
			return err
		}
	}
	if err := s.apply(ctx, conn, account.ID(before.id), c); err != nil {
		return err
	}
	return conn.Queue(ctx, s.sql.DeleteAccount, before.id)
}
