package account

import (
	"context"

	"perfil/internal/password"
)

// PasswordChange is what somebody signed in gives to set a new password.
type PasswordChange struct {
	Terms   Terms
	Current string
	New     string
}

// ChangePassword sets a new password and ends every session of the account, the
// actor's own too, and every outstanding reset.
//
// Kinds: Invalid (the new one is weak, told before the current one is looked
// at), WrongPassword, Gone, Busy.
func (s *Service) ChangePassword(ctx context.Context, actor Actor, in PasswordChange) error {
	a := actor.snapshot.Account
	if err := judgePassword(in.New, in.Terms, &a); err != nil {
		return err
	}
	ok, err := s.hasher.Verify(ctx, a.PasswordHash, in.Current)
	if err != nil {
		return s.hashError(err)
	}
	if !ok {
		return fail(WrongPassword)
	}
	fresh, err := s.hash(ctx, in.New)
	if err != nil {
		return err
	}
	_, err = s.update(ctx, a.ID, func(c *Change) error {
		if c.Account.PasswordHash != a.PasswordHash {
			return fail(WrongPassword) // another change was faster: what was proved is no longer true
		}
		s.setPassword(c, fresh)
		c.Events = []Event{s.eventBy(actor, ActionPasswordChanged, "")}
		return nil
	})
	return asGone(err)
}

// SetPassword sets a password without knowing the current one, as only the
// operator at the machine may.
//
// Kinds: Forbidden, NotFound, Invalid, Busy.
func (s *Service) SetPassword(ctx context.Context, actor Actor, id ID, plain string) error {
	if actor.via == "" {
		return fail(Forbidden)
	}
	a, err := s.store.Find(ctx, Key{ID: id})
	if err != nil {
		return err
	}
	if err := judgePassword(plain, Widest, &a); err != nil {
		return err
	}
	fresh, err := s.hash(ctx, plain)
	if err != nil {
		return err
	}
	_, err = s.update(ctx, id, func(c *Change) error {
		s.setPassword(c, fresh)
		c.Events = []Event{s.eventBy(actor, ActionPasswordChanged, "")}
		return nil
	})
	return err
}

func judgePassword(plain string, t Terms, a *Account) error {
	var r refusals
	r.password(plain, t,
		password.Attribute{Name: FieldUsername.String(), Value: a.Username},
		password.Attribute{Name: FieldEmail.String(), Value: a.Email})
	return r.err()
}

// setPassword stores a new hash. Whoever knew or stole access under the old
// password loses it: sessions, foreign tokens, resets under way.
func (s *Service) setPassword(c *Change, fresh password.Hash) {
	c.Account.PasswordHash = fresh
	s.endAll(c)
	c.Void = append(c.Void, Void{Purpose: PurposeReset})
}
