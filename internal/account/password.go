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
// at), WrongPassword, Throttled, Gone, Busy; Unauthenticated and
// Inactive when the actor was stopped meanwhile.
func (s *Service) ChangePassword(ctx context.Context, actor Actor, in PasswordChange) error {
	a := actor.snapshot.Account
	if err := judgePassword(in.New, in.Terms, &a); err != nil {
		return err
	}
	proved, err := s.proveOwn(ctx, actor, in.Current)
	if err != nil {
		return err
	}
	fresh, err := s.hash(ctx, in.New)
	if err != nil {
		return err
	}
	_, err = s.updateOwn(ctx, actor, func(c *Change) error {
		// Another change of the password would have ended this session, so a hash
		// that differs is the same password in a newer form, see rehash. A token
		// without a session does not show that.
		if c.Account.PasswordHash != proved && actor.facts.Session == "" {
			return fail(WrongPassword)
		}
		s.setPassword(c, fresh)
		c.Events = []Event{s.eventBy(actor, ActionPasswordChanged, "")}
		return nil
	})
	return err
}

// proveOwn says whether this is the actor's password, and which hash showed it.
// Guessing it is counted and slowed down like guessing at a sign-in: whoever
// holds a stolen token must not get the password too.
func (s *Service) proveOwn(ctx context.Context, actor Actor, plain string) (password.Hash, error) {
	a, err := s.store.Find(ctx, Key{ID: actor.ID()})
	if err != nil {
		return "", asGone(err)
	}
	g := s.guessAt(a.ID, Key{}, actor.client)
	if err := s.checkGuessing(ctx, g); err != nil {
		return "", err
	}
	ok, err := s.hasher.Verify(ctx, a.PasswordHash, plain)
	if err != nil {
		return "", s.hashError(err)
	}
	if ok {
		return a.PasswordHash, nil
	}
	if err := s.store.Record(ctx, []Event{s.failedBy(actor)}, nil); err != nil {
		return "", err
	}
	if err := s.countGuess(ctx, g); err != nil {
		return "", err
	}
	return "", fail(WrongPassword)
}

// failedBy is the event of a wrong password of somebody signed in.
func (s *Service) failedBy(actor Actor) Event {
	e := s.eventBy(actor, ActionSignInFailed, "current password, to change it")
	e.Account = actor.ID()
	return e
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

// noPassword is a hash that no password verifies against, as Django writes it for
// accounts that have none.
const noPassword password.Hash = "!"

// setPassword stores a new hash. Whoever knew or stole access under the old
// password loses it: sessions, foreign tokens, resets under way.
func (s *Service) setPassword(c *Change, fresh password.Hash) {
	c.Account.PasswordHash = fresh
	s.endAll(c)
}
