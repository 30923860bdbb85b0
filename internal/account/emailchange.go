package account

import (
	"context"
	"errors"

	"perfil/internal/token"
)

// changeEmail gives the account another address.
//
// As both contracts document, that takes effect at once, and a letter with a way
// back goes to the former address: whoever stole a session must not be able to
// take the account over for good. Where the operator wants the address confirmed
// first, the account keeps the former one until the link in a letter to the new
// one is followed.
func (s *Service) changeEmail(c *Change, actor Actor, email string) {
	former := c.Account.Email
	if former == email {
		return
	}
	if s.confirmEmailFirst && actor.via == "" {
		c.Jobs = append(c.Jobs, s.letter(JobConfirmEmailMail, email))
		return
	}
	s.moveEmail(c, email)
	c.Events = append(c.Events, s.eventBy(actor, ActionEmailChanged, ""))
}

// moveEmail changes the address and tells the former one.
func (s *Service) moveEmail(c *Change, email string) {
	c.Jobs = append(c.Jobs, s.letter(JobEmailChangedMail, c.Account.Email))
	c.Account.Email = email
	c.Account.EmailVerifiedAt = zeroTime
	voidLetters(c) // they went to the former address
}

// RestoreEmail takes an e-mail change back with a ticket that went to the former
// address. Whoever changed it may be in, and may have set a password of their
// own: every session ends, no password opens the account, and a letter goes out
// to choose a new one.
//
// As long as there is such a ticket the former address is held for its account
// (see Store.Held). Otherwise a thief would sign up with it, and the way back
// would end at a taken address.
//
// The ticket voids those of later changes, and cancels the letters that would bring
// such: an intruder who changed the address twice holds one for the first of the
// two, and it must not undo the owner's undoing. It leaves those of earlier changes
// alone, for the same reason the other way round.
//
// Kinds: InvalidTicket, Conflict when the address is another account's by now,
// which can only be left over from a release that did not hold it.
func (s *Service) RestoreEmail(ctx context.Context, ticket string, client Client) error {
	return s.redeem(ctx, ticket, PurposeUndoEmail, func(c *Change, t Ticket) {
		c.Account.Email = t.Email
		c.Account.EmailVerifiedAt = s.now()
		s.setPassword(c, noPassword)
		s.forgive(c)
		c.Void = append(c.Void, Void{Purpose: PurposeUndoEmail, After: t.ExpiresAt})
		c.Cancel = append(c.Cancel, Cancel{Kind: JobEmailChangedMail, After: t.ExpiresAt.Add(-s.lifetime.UndoEmail)}) // see write
		c.Jobs = append(c.Jobs, s.letter(JobResetMail, t.Email))
		c.Events = append(c.Events, s.event(ActionEmailRestored, client))
	})
}

// ConfirmEmail notes that somebody read a letter to this address. Where the
// address was only asked for so far, it becomes that of the account.
//
// Kinds: InvalidTicket, Conflict when the address is another account's by now.
func (s *Service) ConfirmEmail(ctx context.Context, ticket string, client Client) error {
	return s.redeem(ctx, ticket, PurposeConfirmEmail, func(c *Change, t Ticket) {
		verified := s.event(ActionEmailVerified, client)
		if c.Account.Email == t.Email {
			s.forgive(c)
		} else {
			s.moveEmail(c, t.Email)
			c.Events = append(c.Events, s.event(ActionEmailChanged, client))
			verified.Detail = detailNewAddress
		}
		if s.confirmSignUp == ConfirmRequired && c.Account.Status == StatusInactive && c.Account.EmailVerifiedAt.IsZero() {
			c.Account.Status = StatusActive // it waited for this, see SignUp
		}
		c.Account.EmailVerifiedAt = s.now()
		c.Events = append(c.Events, verified)
	})
}

// redeem uses a ticket up for a change of its account.
func (s *Service) redeem(ctx context.Context, text string, p Purpose, change func(*Change, Ticket)) error {
	t, err := s.ticket(ctx, text, p)
	if err != nil {
		return err
	}
	_, err = s.update(ctx, t.Account, func(c *Change) error {
		c.Redeem = &t.Digest
		change(c, t)
		return nil
	})
	return asInvalidTicket(err)
}

// ticket finds a ticket that is good for a purpose now. InvalidTicket.
func (s *Service) ticket(ctx context.Context, text string, p Purpose) (Ticket, error) {
	t, err := s.store.Ticket(ctx, token.DigestOf(text))
	if errors.Is(err, NotFound) {
		return Ticket{}, fail(InvalidTicket)
	}
	if err != nil {
		return Ticket{}, err
	}
	if t.Purpose != p || !s.now().Before(t.ExpiresAt) {
		return Ticket{}, fail(InvalidTicket)
	}
	return t, nil
}
