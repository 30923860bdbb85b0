package account

import (
	"context"
	"errors"
)

// SignOut ends the session of the token that the actor came with, for both its
// tokens. A token that another system issued has no session and is ended alone.
//
// Kinds: Gone.
func (s *Service) SignOut(ctx context.Context, actor Actor) error {
	_, err := s.updateOwn(ctx, actor, func(c *Change) error {
		f := actor.facts
		if f.Session != "" {
			c.End = Ending{ID: SessionID(f.Session)}
		} else {
			c.Spend = []Spent{{Digest: f.Digest, ExpiresAt: f.ExpiresAt}}
		}
		c.Events = []Event{s.eventBy(actor, ActionSignOut, "")}
		return nil
	})
	if errors.Is(err, Conflict) { // signed out by another request meanwhile
		return nil
	}
	return err
}

// voidLetters makes letters worthless that are on their way or still to be
// written and would give access, or give the account another address.
func voidLetters(c *Change) {
	c.Void = append(c.Void, Void{Purpose: PurposeReset}, Void{Purpose: PurposeConfirmEmail})
	c.Cancel = append(c.Cancel, Cancel{Kind: JobConfirmEmailMail})
}

// endAll ends what gives access to the account now: its sessions, and tokens
// without a session that were issued before this moment. The moment never moves
// back, or a clock that jumped would revive what was ended.
func (s *Service) endAll(c *Change) {
	c.End = Ending{All: true}
	voidLetters(c)
	if now := s.now(); now.After(c.Account.ValidAfter) {
		c.Account.ValidAfter = now
	}
}
