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
	for try := 0; ; try++ {
		granted, err := s.signIn(ctx, in)
		// The hash that was proved is not the one that is there now. Either the
		// password was changed, which another look shows, or a sign-in beside this
		// one brought it to a newer form.
		if errors.Is(err, errOtherHash) && try < 2 {
			continue
		}
		if errors.Is(err, errOtherHash) {
			err = fail(BadCredentials)
		}
		return granted, err
	}
}

// errOtherHash says that a proof is of a hash that was replaced meanwhile.
var errOtherHash = errors.New("the password hash was replaced meanwhile")

func (s *Service) signIn(ctx context.Context, in SignIn) (Granted, error) {
	a, err := s.find(ctx, in.Login)
	if err != nil && !errors.Is(err, NotFound) {
		return Granted{}, err
	}
	g := s.guessAt(a.ID, in.Login, in.Client)
	if err := s.checkGuessing(ctx, g); err != nil {
		return Granted{}, err
	}
	if err := s.prove(ctx, &a, in.Password); err != nil {
		return Granted{}, s.noteFailure(ctx, g, err)
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

// prove says whether the password is that of the account, which has id 0 if
// there is none, and whether the account is active.
//
// Kinds: BadCredentials, Inactive, Busy.
func (s *Service) prove(ctx context.Context, a *Account, plain string) error {
	if a.ID == 0 {
		if err := s.hashError(s.hasher.VerifyNothing(ctx, plain)); err != nil {
			return err
		}
		return fail(BadCredentials)
	}
	ok, err := s.hasher.Verify(ctx, a.PasswordHash, plain)
	switch {
	case err != nil:
		return s.hashError(err)
	case !ok:
		return fail(BadCredentials)
	case a.Status != StatusActive:
		return fail(Inactive)
	default:
		return nil
	}
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
		return errOtherHash
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

// noteFailure records a refused sign-in. It writes the same rows for an unknown
// account as for a known one, so that the time it takes tells nothing either.
func (s *Service) noteFailure(ctx context.Context, g guess, cause error) error {
	if !errors.Is(cause, BadCredentials) && !errors.Is(cause, Inactive) {
		return cause
	}
	e := s.event(ActionSignInFailed, g.from)
	e.Account = g.target
	if err := s.store.Record(ctx, []Event{e}, nil); err != nil {
		return err
	}
	if err := s.countGuess(ctx, g); err != nil {
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
