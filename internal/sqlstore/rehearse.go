package sqlstore

import (
	"context"
	"errors"
	"hash/maphash"

	"perfil/internal/account"
)

// Rehearse runs fn as Merge does and keeps nothing. There is no transaction: what
// fn stores is held against what is there at that moment and against what fn
// stored before, so others write meanwhile as if nothing happened.
//
// What it remembers takes some hundred bytes for each account, without a bound: who
// brings many millions into a running server does it without a rehearsal.
func (s *Store) Rehearse(ctx context.Context, fn func(*account.Intake) error) error {
	r := &rehearsal{
		store: s, ctx: ctx, seed: maphash.MakeSeed(),
		usernames: map[uint64]int64{}, emails: map[uint64]int64{}, ids: map[int64]bool{},
	}
	return fn(r.intake())
}

// rehearsal is what a Rehearse would have changed. Texts are kept by their hash:
// two of a million with the same one would be found once in ten million runs.
type rehearsal struct {
	store *Store
	ctx   context.Context //nolint:containedctx // it lives as long as one call of Rehearse
	seed  maphash.Seed

	usernames, emails map[uint64]int64 // who would have it now; nobody for a value that was given up
	ids               map[int64]bool   // whether it would be there now
	fresh             int64            // the last new id: negative, for nobody knows those that are given
}

// nobody has the values that a rehearsal has freed.
const nobody = 0

func (r *rehearsal) intake() *account.Intake {
	return &account.Intake{
		Insert: func(a account.Account) (account.ID, error) {
			id, err := r.insert(&a)
			return id, r.store.fault(err)
		},
		Update: func(id account.ID, fn func(*account.Change) error) error {
			return r.store.fault(r.update(id, fn))
		},
		Delete: func(id account.ID, fn func(*account.Change) error) error {
			return r.store.fault(r.delete(id, fn))
		},
		Find: func(key account.Key) (account.Account, error) { return r.find(key) },
		Origin: func(source string, row int64) (o account.Origin, err error) {
			err = r.store.engine.Read(r.ctx, func(c Conn) (err error) {
				o, err = originOf(r.ctx, c, source, row)
				return err
			})
			return o, r.store.fault(err)
		},
		Note:   func(account.Origin) error { return nil },
		Forget: func(account.Origin) error { return nil },
	}
}

func (r *rehearsal) insert(a *account.Account) (account.ID, error) {
	var row accountRow
	var err error
	if a.ID == 0 {
		row, err = rowOf(a)
		row.id = r.fresh - 1
	} else {
		row, err = importable(a)
	}
	if err == nil {
		err = r.holders(&row, nil)
	}
	if err != nil {
		return 0, err
	}
	if row.id < 0 {
		r.fresh = row.id
	}
	r.claim(&row)
	return account.ID(row.id), nil
}

func (r *rehearsal) update(id account.ID, fn func(*account.Change) error) error {
	before, c, err := r.change(id, fn)
	if err != nil {
		return err
	}
	after, err := rowOf(&c.Account)
	if err != nil {
		return err
	}
	if after.sameIndexed(&before) {
		return nil
	}
	if err := r.holders(&after, &before); err != nil {
		return err
	}
	r.release(&before)
	r.claim(&after)
	return nil
}

func (r *rehearsal) delete(id account.ID, fn func(*account.Change) error) error {
	before, _, err := r.change(id, fn)
	if err != nil {
		return err
	}
	r.release(&before)
	r.ids[before.id] = false
	return nil
}

// change reads an account and lets fn change it. What this rehearsal changed of
// it before does not show: a merge touches no account twice.
func (r *rehearsal) change(id account.ID, fn func(*account.Change) error) (before accountRow, c *account.Change, err error) {
	if there, known := r.ids[int64(id)]; known && !there {
		return before, nil, errNone
	}
	err = r.store.engine.Read(r.ctx, func(conn Conn) (err error) {
		before, err = readAccount(r.ctx, conn, r.store.sql.FindByID, int64(id))
		return err
	})
	if err != nil {
		return before, nil, err
	}
	c = &account.Change{}
	if c.Account, err = before.account(); err != nil {
		return before, nil, err
	}
	if err := fn(c); err != nil {
		return before, nil, refusal{err}
	}
	return before, c, nil
}

// holders is Store.holders with what this rehearsal would have changed.
func (r *rehearsal) holders(row, before *accountRow) error {
	err := r.store.engine.Read(r.ctx, func(c Conn) error { return r.store.holders(r.ctx, c, row, before) })
	var there *account.Error
	if err != nil && (!errors.As(err, &there) || there.Kind != account.Conflict) {
		return err
	}
	taken := func(f account.Field) bool { return there != nil && there.Has(f, account.Taken) }
	username, email, id := taken(account.FieldUsername), taken(account.FieldEmail), taken(account.FieldID)
	has := func(holder int64) bool { return holder != nobody && (before == nil || holder != row.id) }
	if holder, known := r.usernames[r.hash(row.username)]; known {
		username = has(holder)
	}
	if holder, known := r.emails[r.hash(row.email)]; known {
		email = has(holder)
	}
	if is, known := r.ids[row.id]; known && before == nil {
		id = is
	}
	return takenOf(username, email, id)
}

func (r *rehearsal) hash(text string) uint64 { return maphash.String(r.seed, text) }

func (r *rehearsal) claim(row *accountRow) {
	r.usernames[r.hash(row.username)] = row.id
	r.emails[r.hash(row.email)] = row.id
	r.ids[row.id] = true
}

func (r *rehearsal) release(row *accountRow) {
	r.usernames[r.hash(row.username)] = nobody
	r.emails[r.hash(row.email)] = nobody
}

// find knows of an account that this rehearsal stored its id only.
func (r *rehearsal) find(key account.Key) (account.Account, error) {
	if there, known := r.ids[int64(key.ID)]; known {
		if !there {
			return account.Account{}, r.store.fault(errNone)
		}
		return account.Account{ID: key.ID}, nil
	}
	claims, text := r.usernames, key.Username
	if key.Email != "" {
		claims, text = r.emails, key.Email
	}
	if id, known := claims[r.hash(text)]; known && key.ID == 0 {
		if id <= nobody {
			return account.Account{}, r.store.fault(errNone)
		}
		return account.Account{ID: account.ID(id)}, nil
	}
	return r.store.Find(r.ctx, key)
}
