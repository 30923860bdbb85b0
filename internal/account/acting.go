package account

import (
	"context"
	"errors"
)

// updateOwn is update for the account of the actor: in the transaction it is
// looked at once more whether the actor may still act. Between the moment the
// token was looked at and this one a client may have taken a minute to send its
// body, and a session that was ended meanwhile must not change anything.
//
// Kinds, besides those of fn: Unauthenticated, Inactive, Gone.
func (s *Service) updateOwn(ctx context.Context, actor Actor, fn func(c *Change) error) (Account, error) {
	a, err := s.update(ctx, actor.ID(), func(c *Change) error {
		if err := actor.stillActs(c); err != nil {
			return err
		}
		return fn(c)
	})
	return a, asGone(err)
}

// stillActs says whether the actor's credential is good inside a change of the
// own account.
func (a Actor) stillActs(c *Change) error {
	if a.via != "" {
		return nil
	}
	if c.Account.Status != StatusActive {
		return fail(Inactive)
	}
	if a.facts.Session != "" {
		_, err := c.Session(SessionID(a.facts.Session))
		if errors.Is(err, NotFound) {
			return failf(Unauthenticated, "the session has ended")
		}
		return err
	}
	if isBefore(a.facts, &c.Account) {
		return failf(Unauthenticated, "the token is older than the last password change or sign-out of all")
	}
	spent, err := c.Spent(a.facts.Digest)
	if err == nil && spent {
		return failf(Unauthenticated, "the token was signed out")
	}
	return err
}
