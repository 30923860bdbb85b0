package account

import (
	"context"
	"errors"
	"unicode/utf8"
)

// AskReset notes that somebody forgot the password of this address. Whether it
// is anybody's is looked up later, when the mail goes out, so the answer and the
// time it takes are the same for every address.
func (s *Service) AskReset(ctx context.Context, email string, client Client) error {
	email = NormalizeEmail(email)
	if utf8.RuneCountInString(email) > Widest.EmailMax || hasNul(email) {
		email = "" // nobody's: not worth keeping
	}
	err := s.store.Record(ctx,
		[]Event{s.event(ActionResetAsked, client)},
		[]Job{s.letter(JobResetMail, email)})
	s.wake()
	return err
}

// Reset is what somebody gives to set a password with a ticket from a mail.
type Reset struct {
	Terms  Terms
	Client Client
	Ticket string
	New    string
}

// ResetPassword sets a new password with a ticket that came by mail, ends every
// session of the account and uses the ticket up. A refused password leaves the
// ticket good.
//
// Kinds: InvalidTicket, Invalid, Busy.
func (s *Service) ResetPassword(ctx context.Context, in Reset) error {
	t, a, err := s.resettable(ctx, in.Ticket)
	if err != nil {
		return err
	}
	if err := judgePassword(in.New, in.Terms, &a); err != nil {
		return err
	}
	fresh, err := s.hash(ctx, in.New)
	if err != nil {
		return err
	}
	_, err = s.update(ctx, a.ID, func(c *Change) error {
		if !t.resets(&c.Account) {
			return fail(InvalidTicket)
		}
		c.Redeem = &t.Digest
		s.setPassword(c, fresh)
		c.Account.EmailVerifiedAt = s.now() // who reads the mail owns the address
		s.forgive(c)
		c.Events = []Event{s.event(ActionPasswordReset, in.Client)}
		return nil
	})
	return asInvalidTicket(err)
}

// resettable finds a reset ticket and the account whose password it sets.
// InvalidTicket.
func (s *Service) resettable(ctx context.Context, text string) (Ticket, Account, error) {
	t, err := s.ticket(ctx, text, PurposeReset)
	if err != nil {
		return Ticket{}, Account{}, err
	}
	a, err := s.store.Find(ctx, Key{ID: t.Account})
	if err == nil && !t.resets(&a) {
		err = fail(InvalidTicket)
	}
	return t, a, asInvalidTicket(err)
}

// resets says whether the ticket sets the account's password. A letter to a former
// address went to who is no longer the owner.
func (t *Ticket) resets(a *Account) bool {
	return a.Email == t.Email && a.Status == StatusActive
}

// Peek says whether a ticket is good for a purpose at this moment, and leaves it as
// it is, so that a page can tell somebody that a link is dead before they think of
// a password. It tells the holder nothing that using the ticket would not.
//
// Kinds: InvalidTicket, whatever the reason.
func (s *Service) Peek(ctx context.Context, ticket string, p Purpose) error {
	if p == PurposeReset {
		_, _, err := s.resettable(ctx, ticket)
		return err
	}
	_, err := s.ticket(ctx, ticket, p)
	return err
}

// asInvalidTicket hides why a ticket is no good: used up meanwhile, or its
// account gone.
func asInvalidTicket(err error) error {
	var e *Error
	if errors.As(err, &e) && (e.Kind == NotFound || e.Has(FieldToken, Taken)) {
		return &Error{Kind: InvalidTicket, Err: e}
	}
	return err
}
