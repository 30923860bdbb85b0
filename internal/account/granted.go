package account

import (
	"time"

	"perfil/internal/token"
)

// Granted is what somebody gets who proved who they are: the account and the
// tokens of the session that began or goes on.
type Granted struct {
	Account Account
	Access  string
	Refresh string // "" where the contract gives none
}

// newSession makes a session that begins now. The store sets its account.
func (s *Service) newSession(shape Shape, c Client, now time.Time) *Session {
	session := &Session{
		ID:         SessionID(token.NewSessionID()),
		CreatedAt:  now,
		LastUsedAt: now,
		Address:    c.Address,
		UserAgent:  cut(c.UserAgent, userAgentMax),
	}
	session.ExpiresAt = s.expiryOf(shape, session)
	if hasRefresh(shape) {
		session.Refresh = token.DigestOf(s.firstRefreshJTI(session.ID))
	}
	return session
}

// userAgentMax bounds what a client may say of itself, in bytes.
const userAgentMax = 255

// cut shortens to at most n bytes without leaving half a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}

// expiryOf is when the tokens end that a session gets at its last use: after their
// lifetime, and never after the longest that a session may last. Otherwise whoever
// stole a refresh token and comes back every day would stay for good.
func (s *Service) expiryOf(shape Shape, session *Session) time.Time {
	expires := session.LastUsedAt.Add(s.lifetimeOf(shape))
	if last := session.CreatedAt.Add(s.lifetime.Session); s.lifetime.Session > 0 && last.Before(expires) {
		return last
	}
	return expires
}

func (s *Service) lifetimeOf(shape Shape) time.Duration {
	if hasRefresh(shape) {
		return s.lifetime.Pair
	}
	return s.lifetime.Single
}

// grant signs the tokens of a session that has just begun.
func (s *Service) grant(shape Shape, a Account, session *Session) (Granted, error) {
	jti := ""
	if hasRefresh(shape) {
		jti = s.firstRefreshJTI(session.ID)
	}
	return s.sign(shape, a, session, jti)
}

// sign issues the tokens of a session as it stands; refreshJTI is the identity
// of the refresh token that is good now, "" for none.
func (s *Service) sign(shape Shape, a Account, session *Session, refreshJTI string) (Granted, error) {
	g := token.Grant{
		Account:   int64(a.ID),
		Session:   string(session.ID),
		IssuedAt:  session.LastUsedAt,
		ExpiresAt: s.expiryOf(shape, session),
		JTI:       token.NewJTI(),
		Email:     a.Email,
		RoleID:    a.Role.Number(),
		Name:      a.Name(),
	}
	access, err := s.tokens.Access(shape, g)
	if err != nil {
		return Granted{}, &Error{Kind: Internal, Err: err}
	}
	granted := Granted{Account: a, Access: access}
	if refreshJTI != "" {
		g.JTI = refreshJTI
		if granted.Refresh, err = s.tokens.Refresh(g); err != nil {
			return Granted{}, &Error{Kind: Internal, Err: err}
		}
	}
	return granted, nil
}

// The shapes of tokens that a contract can ask for: a pair of access and
// refresh, or a single token that carries what its clients show.
const (
	ShapePair   = token.Django
	ShapeSingle = token.Express
)

// Shape is how issued tokens look.
type Shape = token.Shape

// hasRefresh says whether a refresh token goes with the access token.
func hasRefresh(shape Shape) bool { return shape == ShapePair }
