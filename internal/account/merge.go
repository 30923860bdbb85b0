package account

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Why a change of a former system is not taken over. Both mean that somebody
// decided something here, which the operator may overrule.
var (
	ErrChangedHere = errors.New("the account was changed here since it was brought")
	ErrDeletedHere = errors.New("the account was deleted here since it was brought")
)

// Merge is one reading of a source that is read again and again.
type Merge struct {
	Source string // the name that the operator gave to the former system
	DryRun bool   // find out all that would happen, and keep nothing

	// Reserve is an id beyond which new accounts get theirs from the beginning on,
	// 0 for none. Who feeds in pieces gives the largest that is to come, or somebody
	// who signs up between two of them takes the id of the next to come.
	Reserve ID
	// Ready, if set, is called before each transaction and reads what Feed is
	// going to hand over in it, so that nobody waits for the source who only wants
	// to write.
	Ready func() error
	// Again, if set, is asked when the store failed for a reason that passes, and
	// has certainly kept nothing: whether Feed hands the same over once more. It
	// waits before it says so.
	Again func() bool
	// Feed hands over what was read. While it says that there is more, what was
	// handed over is kept and it is called again, in a transaction of its own.
	// When it returns an error the transaction keeps nothing. It must not use the
	// Service meanwhile. A dry run has no transaction.
	Feed func(*Merging) (more bool, err error)
	// Kept, if set, is called after each commit.
	Kept func()
	// Tally says in words what was kept, for the audit trail.
	Tally func() string
}

// Merge brings accounts from a source and follows what changed there. The audit
// trail gets one entry for all, after the last commit, also when a later part
// failed.
//
// Kinds: Forbidden, and those of the Store; an error of Feed as it is.
func (s *Service) Merge(ctx context.Context, actor Actor, in Merge) error {
	if err := s.requireAdmin(ctx, actor); err != nil {
		return err
	}
	committed := false
	err := s.mergeAll(ctx, in, &committed)
	if !committed {
		return err
	}
	s.wake()
	event := s.eventBy(actor, ActionImported, "from "+in.Source+": "+in.Tally())
	if noted := s.store.Record(context.WithoutCancel(ctx), []Event{event}, nil); noted != nil {
		noted = fmt.Errorf("the accounts are kept, but the audit trail could not be written: %w", noted)
		return errors.Join(err, noted)
	}
	return err
}

func (s *Service) mergeAll(ctx context.Context, in Merge, committed *bool) error {
	begin := s.store.Merge
	if in.DryRun {
		begin = s.store.Rehearse
	} else if err := s.reserve(ctx, in.Reserve); err != nil {
		return err
	}
	for more := true; more; {
		if in.Ready != nil {
			if err := in.Ready(); err != nil {
				return err
			}
		}
		err := patiently(in.Again, func() error {
			return begin(ctx, func(intake *Intake) (err error) {
				more, err = in.Feed(&Merging{service: s, source: in.Source, intake: intake})
				return err
			})
		})
		if err != nil {
			return err
		}
		if *committed = !in.DryRun; *committed && in.Kept != nil {
			in.Kept()
		}
	}
	return nil
}

// patiently runs a transaction again after a failure that passes.
func patiently(again func() bool, transaction func() error) error {
	for {
		err := transaction()
		if err == nil || again == nil {
			return err
		}
		if e := ErrorOf(err); e.Kind != Unavailable || e.Open || !again() {
			return err
		}
	}
}

func (s *Service) reserve(ctx context.Context, last ID) error {
	if last == 0 {
		return nil
	}
	return s.store.ReserveIDs(ctx, last)
}

// KeepPicture makes an avatar of a picture that comes along with an account and
// returns its name. Should the account not be taken then, DropPicture.
//
// Kinds: Forbidden; Invalid with a violation of FieldAvatar; Busy; Unavailable.
func (s *Service) KeepPicture(ctx context.Context, actor Actor, raw []byte) (string, error) {
	if err := s.requireAdmin(ctx, actor); err != nil {
		return "", err
	}
	var r refusals
	if len(raw) == 0 {
		r.add(FieldAvatar, EmptyFile)
	}
	img, err := s.draw(ctx, &r, &Upload{Bytes: raw})
	if err == nil {
		err = r.err()
	}
	if err != nil {
		return "", err
	}
	return s.keep(ctx, img)
}

// DropPicture removes what KeepPicture kept.
func (s *Service) DropPicture(ctx context.Context, name string) { s.drop(ctx, name) }

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
