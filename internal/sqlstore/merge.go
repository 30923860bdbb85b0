package sqlstore

import (
	"context"

	"perfil/internal/account"
)

// The statements on origins read alike in every database.
const (
	originsAfter = `
		SELECT row_id, account_id, came, kept FROM origins
		WHERE source = $1 AND row_id > $2 ORDER BY row_id LIMIT $3`
	originOfRow = `SELECT row_id, account_id, came, kept FROM origins WHERE source = $1 AND row_id = $2`
	noteOrigin  = `
		INSERT INTO origins (source, row_id, account_id, came, kept) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (source, row_id) DO UPDATE
		SET account_id = excluded.account_id, came = excluded.came, kept = excluded.kept`
	forgetOrigin = `DELETE FROM origins WHERE source = $1 AND row_id = $2`
)

// Merge runs fn in one transaction. What fn is told of values that are taken, or
// of accounts that are not there, does not end the transaction.
func (s *Store) Merge(ctx context.Context, fn func(*account.Intake) error) error {
	var changed, pending []account.ID
	err := s.engine.Bulk(ctx, func(c Conn) error {
		if err := fn(s.intake(ctx, c, &pending)); err != nil {
			return refusal{err}
		}
		changed = pending // also if nobody knows in the end whether it was committed
		return s.restartIDs(ctx, c)
	})
	s.tellOf(changed)
	return s.fault(err)
}

// toldByName is how many accounts are told one by one. Of more, memory that forgets
// all at once is sooner full again than one that looks for each.
const toldByName = 1 << 14

func (s *Store) tellOf(changed []account.ID) {
	if len(changed) > toldByName {
		s.watcher.ChangedAll()
		return
	}
	for _, id := range changed {
		s.watcher.Changed(id)
	}
}

// intake notes in changed the accounts that were there and are not as they were.
func (s *Store) intake(ctx context.Context, c Conn, changed *[]account.ID) *account.Intake {
	note := func(id account.ID, err error) error {
		if err == nil {
			*changed = append(*changed, id)
		}
		return s.fault(err)
	}
	in := importing{store: s}
	return &account.Intake{
		Insert: func(a account.Account) (account.ID, error) {
			if a.ID != 0 {
				return a.ID, s.fault(in.one(ctx, c, &a))
			}
			id, err := s.insertNew(ctx, c, &a)
			return id, s.fault(err)
		},
		Update: func(id account.ID, fn func(*account.Change) error) error {
			return note(id, s.mergeUpdate(ctx, c, id, fn))
		},
		Delete: func(id account.ID, fn func(*account.Change) error) error {
			return note(id, s.mergeDelete(ctx, c, id, fn))
		},
		Find: func(key account.Key) (account.Account, error) {
			statement, arg := s.keyed(key)
			r, err := readAccount(ctx, c, statement, arg)
			if err != nil {
				return account.Account{}, s.fault(err)
			}
			a, err := r.account()
			return a, s.fault(err)
		},
		Origin: func(source string, row int64) (account.Origin, error) {
			o, err := originOf(ctx, c, source, row)
			return o, s.fault(err)
		},
		Note: func(o account.Origin) error {
			return s.fault(c.Queue(ctx, noteOrigin, o.Source, o.Row, int64(o.Account), o.Came[:], o.Kept[:]))
		},
		Forget: func(o account.Origin) error {
			return s.fault(c.Queue(ctx, forgetOrigin, o.Source, o.Row))
		},
	}
}

func (s *Store) insertNew(ctx context.Context, c Conn, a *account.Account) (account.ID, error) {
	r, err := rowOf(a)
	if err != nil {
		return 0, err
	}
	err = s.insert(ctx, c, &r)
	return account.ID(r.id), err
}

// mergeUpdate asks who holds the values before it writes: a constraint that
// fails would end the whole transaction in some databases.
func (s *Store) mergeUpdate(ctx context.Context, c Conn, id account.ID, fn func(*account.Change) error) error {
	before, change, err := s.change(ctx, c, id, fn)
	if err != nil {
		return err
	}
	r, err := rowOf(&change.Account)
	if err != nil {
		return err
	}
	if !r.sameIndexed(&before) {
		if err := s.holders(ctx, c, &r, &before); err != nil {
			return err
		}
	}
	if err := s.replace(ctx, c, &before, &r); err != nil {
		return err
	}
	return s.apply(ctx, c, id, change)
}

func (s *Store) mergeDelete(ctx context.Context, c Conn, id account.ID, fn func(*account.Change) error) error {
	before, change, err := s.change(ctx, c, id, fn)
	if err != nil {
		return err
	}
	return s.remove(ctx, c, &before, change)
}

// Origins reads what Merge noted of one source, in the order of rows from beyond
// after, at most limit.
func (s *Store) Origins(ctx context.Context, source string, after int64, limit int) ([]account.Origin, error) {
	var found []account.Origin
	err := s.engine.Read(ctx, func(c Conn) (err error) {
		found, err = origins(ctx, c, min(limit, 1024), source, originsAfter, source, after, int64(limit))
		return err
	})
	return found, s.fault(err)
}

// originOf finds what was noted of one row. errNone.
func originOf(ctx context.Context, c Conn, source string, row int64) (account.Origin, error) {
	found, err := origins(ctx, c, 1, source, originOfRow, source, row)
	if err == nil && len(found) == 0 {
		err = errNone
	}
	if err != nil {
		return account.Origin{}, err
	}
	return found[0], nil
}

// origins reads those that a statement finds of one source; room is for how many.
func origins(ctx context.Context, c Conn, room int, source, statement string, args ...any) ([]account.Origin, error) {
	found := make([]account.Origin, 0, room)
	var id int64
	var came, kept []byte
	o := account.Origin{Source: source}
	err := all(ctx, c, func(rows Rows) error {
		if err := rows.Scan(&o.Row, &id, &came, &kept); err != nil {
			return err
		}
		o.Account = account.ID(id)
		copy(o.Came[:], came)
		copy(o.Kept[:], kept)
		found = append(found, o)
		return nil
	}, statement, args...)
	return found, err
}
