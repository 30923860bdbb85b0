package account

import (
	"context"
	"encoding/hex"
	"errors"
	"time"

	"perfil/internal/token"
)

// Refresh exchanges a refresh token for a new pair. Each is good once: what is
// presented again was copied, by a thief or from its owner, so the whole session
// ends.
//
// With Lifetimes.RefreshGrace a client that lost the answer may ask again: for
// that long the token that was used last gets the very same successor, and no
// older one does.
//
// Kinds: Unauthenticated (also when the account is gone or not active, because
// who refreshes has shown no password), WrongTokenType.
func (s *Service) Refresh(ctx context.Context, raw string, client Client) (Granted, error) {
	facts, err := s.tokens.VerifyRefresh(raw, s.now())
	if errors.Is(err, token.ErrWrongType) {
		return Granted{}, &Error{Kind: WrongTokenType, Err: err}
	}
	if err == nil {
		err = s.localize(ctx, &facts)
	}
	if errors.Is(err, token.ErrInvalid) || errors.Is(err, NotFound) {
		return Granted{}, &Error{Kind: Unauthenticated, Err: err}
	}
	if err != nil {
		return Granted{}, err
	}
	var granted Granted
	if facts.Session == "" {
		granted, err = s.adopt(ctx, facts, client)
	} else {
		granted, err = s.rotate(ctx, facts, client)
	}
	var e *Error
	if errors.As(err, &e) && (e.Kind == NotFound || e.Kind == Inactive || e.Kind == Conflict) {
		return Granted{}, &Error{Kind: Unauthenticated, Err: e}
	}
	return granted, err
}

// adopt exchanges the refresh token of a reference system, once, for a session
// of our own.
func (s *Service) adopt(ctx context.Context, f token.Facts, client Client) (Granted, error) {
	session := s.newSession(ShapePair, client, s.now())
	a, err := s.update(ctx, ID(f.Account), func(c *Change) error {
		if c.Account.Status != StatusActive {
			return fail(Inactive)
		}
		if isBefore(&f, &c.Account) {
			return failf(Unauthenticated, "the token is older than the last password change or sign-out of all")
		}
		c.Spend = []Spent{{Digest: f.Digest, ExpiresAt: f.ExpiresAt}}
		c.Start = session
		return nil
	})
	if err != nil {
		return Granted{}, err
	}
	return s.grant(ShapePair, a, session)
}

// rotate moves a session on to its next refresh token.
func (s *Service) rotate(ctx context.Context, f token.Facts, client Client) (Granted, error) {
	var (
		session Session
		refusal string // why the session ends here
	)
	next := s.nextRefreshJTI(f.JTI)
	now := s.now()
	a, err := s.update(ctx, ID(f.Account), func(c *Change) (err error) {
		if c.Account.Status != StatusActive {
			return fail(Inactive)
		}
		if session, err = c.Session(SessionID(f.Session)); err != nil {
			return err
		}
		presented := token.DigestOf(f.JTI)
		refusal = ""
		switch {
		case s.isOver(&session, now): // a token from before the limit was lowered
			refusal = "the session has lasted as long as one may"
			c.End = Ending{ID: session.ID}
		case presented == session.Refresh:
			s.advance(&session, presented, next, now)
			c.Rotate = &session
		case s.inGrace(&session, presented, next, now):
		default:
			refusal = "the refresh token was used before"
			c.End = Ending{ID: session.ID}
			c.Events = []Event{s.event(ActionRefreshReused, client)}
		}
		return nil
	})
	if err != nil {
		return Granted{}, err
	}
	if refusal != "" {
		return Granted{}, failf(Unauthenticated, "%s", refusal)
	}
	return s.sign(ShapePair, a, &session, next)
}

func (s *Service) advance(session *Session, presented token.Digest, next string, now time.Time) {
	session.Parent, session.Refresh = presented, token.DigestOf(next)
	session.RotatedAt, session.LastUsedAt = now, now
	session.ExpiresAt = s.expiryOf(ShapePair, session)
}

// isOver says whether a session has lasted as long as one may.
func (s *Service) isOver(session *Session, now time.Time) bool {
	return s.lifetime.Session > 0 && !now.Before(session.CreatedAt.Add(s.lifetime.Session))
}

// inGrace says whether the token is the one that was just exchanged, and its
// successor the one that is good now. The clock of another node may be a little
// behind; one that was set back must not make the grace longer by as much.
func (s *Service) inGrace(session *Session, presented token.Digest, next string, now time.Time) bool {
	return s.lifetime.RefreshGrace > 0 &&
		presented == session.Parent &&
		token.DigestOf(next) == session.Refresh &&
		now.Sub(session.RotatedAt).Abs() < s.lifetime.RefreshGrace
}

// The identity of each refresh token is derived from the one before it with a
// key, and the first from the session, so that a retried exchange gives the same
// token without the server keeping any token.

func (s *Service) firstRefreshJTI(id SessionID) string { return s.derivedJTI("session " + string(id)) }

func (s *Service) nextRefreshJTI(jti string) string { return s.derivedJTI("refresh " + jti) }

func (s *Service) derivedJTI(text string) string {
	return hex.EncodeToString(s.tokens.Derive("refresh jti", text)[:16])
}
