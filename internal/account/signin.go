package account

import (
	"context"
	"errors"
	"time"

	"perfil/internal/password"
)

// SignIn is what somebody gives to prove who they are.
type SignIn struct {
	Shape    Shape
	Client   Client
	Login    Key // by e-mail or by user name
	Password string
}

// SignIn begins a session. An unknown account and a wrong password cost the
// same work and give the same answer; that an account is not active is told
// only to who knows its password.
//
// Kinds: BadCredentials, Inactive, Throttled, Busy.
func (s *Service) SignIn(ctx context.Context, in SignIn) (Granted, error) {
	if in.Login.Email != "" {
		in.Login.Email = NormalizeEmail(in.Login.Email)
	}
	if err := s.checkGuessing(ctx, in); err != nil {
		return Granted{}, err
	}
	a, err := s.prove(ctx, in.Login, in.Password)
	if err != nil {
		return Granted{}, s.noteFailure(ctx, a.ID, in, err)
	}
	if a.Status != StatusActive {
		return Granted{}, s.noteFailure(ctx, a.ID, in, fail(Inactive))
	}
	fresh := s.rehash(ctx, a.PasswordHash, in.Password)
	session := s.newSession(in.Shape, in.Client, s.now())
	proved := a.PasswordHash
	a, err = s.update(ctx, a.ID, func(c *Change) error {
		return s.begin(c, session, proved, fresh, in.Client)
	})
	if errors.Is(err, NotFound) {
		err = fail(BadCredentials)
	}
	if err != nil {
		return Granted{}, err
	}
	return s.grant(in.Shape, a, session)
}

// prove returns the account if the password is its own. On BadCredentials the
// account is returned as far as there is one, for the audit trail only.
func (s *Service) prove(ctx context.Context, login Key, plain string) (Account, error) {
	a, err := s.find(ctx, login)
	if errors.Is(err, NotFound) {
		if err := s.hashError(s.hasher.VerifyNothing(ctx, plain)); err != nil {
			return Account{}, err
		}
		return Account{}, fail(BadCredentials)
	}
	if err != nil {
		return Account{}, err
	}
	ok, err := s.hasher.Verify(ctx, a.PasswordHash, plain)
	if err != nil {
		return a, s.hashError(err)
	}
	if !ok {
		return a, fail(BadCredentials)
	}
	return a, nil
}

// find reads the account of a login. What cannot be a login is nobody's, without
// asking: not every engine takes a NUL.
func (s *Service) find(ctx context.Context, login Key) (Account, error) {
	if login == (Key{}) || hasNul(login.Email+login.Username) {
		return Account{}, fail(NotFound)
	}
	return s.store.Find(ctx, login)
}

// begin is what a sign-in changes. Between the proof and this transaction the
// password may have been changed or the account suspended; then the proof is
// worth nothing.
func (s *Service) begin(c *Change, session *Session, proved, fresh password.Hash, client Client) error {
	if c.Account.PasswordHash != proved {
		return fail(BadCredentials)
	}
	if c.Account.Status != StatusActive {
		return fail(Inactive)
	}
	if fresh != "" {
		c.Account.PasswordHash = fresh
	}
	c.Account.LastLoginAt = session.CreatedAt
	c.Start = session
	c.Events = []Event{s.event(ActionSignIn, client)}
	return nil
}

// rehash brings a hash of a former system, or of weaker parameters, to today's
// form, now that the password is at hand. It returns "" when there is nothing to
// do or no capacity for it: a sign-in must not fail for it, the next one will do.
func (s *Service) rehash(ctx context.Context, h password.Hash, plain string) password.Hash {
	if !s.hasher.NeedsRehash(h) {
		return ""
	}
	fresh, err := s.hasher.Hash(ctx, plain)
	if err != nil {
		return ""
	}
	return fresh
}

// noteFailure records a refused sign-in. It writes the same row for an unknown
// account as for a known one, so that the time it takes tells nothing either.
func (s *Service) noteFailure(ctx context.Context, id ID, in SignIn, cause error) error {
	if !errors.Is(cause, BadCredentials) && !errors.Is(cause, Inactive) {
		return cause
	}
	e := s.event(ActionSignInFailed, in.Client)
	e.Account = id
	if err := s.store.Record(ctx, []Event{e}, nil); err != nil {
		return err
	}
	if err := s.countGuess(ctx, in.Login); err != nil {
		return err
	}
	return cause
}

// hash makes the hash of a new password. Busy.
func (s *Service) hash(ctx context.Context, plain string) (password.Hash, error) {
	h, err := s.hasher.Hash(ctx, plain)
	return h, s.hashError(err)
}

// hashError turns what the gate of the hasher says into a kind.
func (s *Service) hashError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, password.ErrBusy), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return &Error{Kind: Busy, RetryAfter: 2 * time.Second, Err: err}
	default:
		return &Error{Kind: Internal, Err: err}
	}
}
