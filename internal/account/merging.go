package account

import (
	"errors"
	"time"
)

// Merging is one transaction of a Merge.
type Merging struct {
	service *Service
	source  string
	intake  *Intake
}

// Row is what the source knows of an account besides.
type Row struct {
	ID   int64   // there
	Came Imprint // of the row
}

// Add stores an account that was not brought before. Conflict leaves the
// transaction as it was.
func (m *Merging) Add(i *Importable, row Row) error {
	id, err := m.insert(i)
	if err != nil {
		return err
	}
	return m.note(row, id, &i.account)
}

// insert makes the user name anew while it is taken, if it was made from the
// e-mail.
func (m *Merging) insert(i *Importable) (ID, error) {
	for try := 1; ; try++ {
		id, err := m.intake.Insert(i.account)
		if err == nil || !i.nameless || try > usernameTries || !errors.Is(err, Conflict) {
			return id, err
		}
		if e := ErrorOf(err); !e.Has(FieldUsername, Taken) || len(e.Violations) > 1 {
			return id, err
		}
		i.account.Username = usernameFrom(i.account.Email, try)
	}
}

func (m *Merging) note(row Row, id ID, stored *Account) error {
	return m.intake.Note(Origin{
		Source: m.source, Row: row.ID, Account: id, Came: row.Came, Kept: decided(stored),
	})
}

// decided is the imprint of what somebody decided here. A sign-in decides
// nothing: it dates the account and spells the same password anew. A new password
// does, and shows in ValidAfter.
func decided(a *Account) Imprint {
	rest := *a
	rest.LastLoginAt, rest.PasswordHash = time.Time{}, ""
	return ImprintOf(&rest)
}

// Renew stores an account over the one that the same row brought before. What
// only this system knows stays: when the e-mail was verified, and before when
// foreign tokens are void. A made user name stays too, the avatar if none came
// along, and the last sign-in if it was here. Sessions end with a change of the
// password or of the status.
//
// Errors: ErrChangedHere and ErrDeletedHere unless overrule is set; Conflict.
// All of them leave the transaction as it was.
func (m *Merging) Renew(i *Importable, row Row, o Origin, overrule bool) error {
	var stored Account
	err := m.intake.Update(o.Account, func(c *Change) error {
		if !overrule && decided(&c.Account) != o.Kept {
			return ErrChangedHere
		}
		m.renew(c, i)
		stored = c.Account
		return nil
	})
	switch {
	case errors.Is(err, NotFound) && overrule:
		return m.Add(i, row)
	case errors.Is(err, NotFound):
		return ErrDeletedHere
	case err != nil:
		return err
	}
	return m.note(row, o.Account, &stored)
}

func (m *Merging) renew(c *Change, i *Importable) {
	before, after := c.Account, i.account
	after.ID, after.ValidAfter, after.Version = before.ID, before.ValidAfter, before.Version
	if i.nameless {
		after.Username = before.Username
	}
	if after.Email == before.Email {
		after.EmailVerifiedAt = before.EmailVerifiedAt
	}
	if before.LastLoginAt.After(after.LastLoginAt) {
		after.LastLoginAt = before.LastLoginAt
	}
	picture := after.Avatar
	after.Avatar = before.Avatar
	c.Account = after
	if i.hasPicture {
		m.service.replaceAvatar(c, picture)
	}
	switch {
	case before.Status == StatusActive && after.Status != StatusActive:
		m.service.suspend(c)
	case before.PasswordHash != after.PasswordHash:
		c.End = Ending{All: true}
		voidLetters(c)
	case before.Email != after.Email:
		voidLetters(c)
	}
	if !c.Account.sameProfile(&before) {
		c.Account.Version++
	}
}

// Remove deletes the account that a row brought which is not there any more.
//
// Errors: ErrChangedHere unless overrule is set; it leaves the transaction as it
// was.
func (m *Merging) Remove(o Origin, overrule bool) error {
	err := m.intake.Delete(o.Account, func(c *Change) error {
		if !overrule && decided(&c.Account) != o.Kept {
			return ErrChangedHere
		}
		m.service.replaceAvatar(c, "")
		return nil
	})
	if err != nil && !errors.Is(err, NotFound) {
		return err
	}
	return m.intake.Forget(o)
}

// Holder finds who has a value that is taken: its id and user name. NotFound.
func (m *Merging) Holder(a *Account, f Field) (Account, error) {
	switch f {
	case FieldID:
		return m.intake.Find(Key{ID: a.ID})
	case FieldUsername:
		return m.intake.Find(Key{Username: a.Username})
	case FieldEmail:
		return m.intake.Find(Key{Email: a.Email})
	default:
		return Account{}, fail(NotFound)
	}
}

// Origin is what is noted of a row at this moment. It is not what was read of it
// before, when somebody else brings the same source in. NotFound.
func (m *Merging) Origin(row int64) (Origin, error) { return m.intake.Origin(m.source, row) }
