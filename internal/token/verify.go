package token

import (
	"crypto/sha256"
	"time"
)

// Facts are what a good token states. They were true when it was issued: whether the account exists, is active and has
// not ended the session is still to be asked.
type Facts struct {
	// Account is the user_id, above zero. When Source is set it is a number of that system.
	Account int64
	// Source is that of the key that verified the token.
	Source string
	// Session is the sid. Empty for a token that another system issued with a key of the ring.
	Session string
	// JTI is the id of the token; tokens of other systems may have none.
	JTI string
	// IssuedAt counts only if HasIssuedAt. It may lie in the future.
	IssuedAt    time.Time
	HasIssuedAt bool
	ExpiresAt   time.Time
	// Digest is that of the token without its signature. A token to be taken once, or to be taken no more, must be
	// remembered by that: from one ES256 signature anybody can make a second one that is as good.
	Digest Digest
}

// VerifyAccess checks an access token of either shape at the time now and returns what it states. ErrExpired,
// ErrWrongType, else ErrInvalid; errors.Is(err, ErrInvalid) holds for all of them. A token that is expired and of the
// wrong type is expired.
func (r *Ring) VerifyAccess(raw string, now time.Time) (Facts, error) {
	c, err := split(raw)
	if err != nil {
		return Facts{}, err
	}
	return r.verify(c, now, typeAccess)
}

// VerifyRefresh is VerifyAccess for refresh tokens. An access token is ErrWrongType, one that does not name its type
// too.
func (r *Ring) VerifyRefresh(raw string, now time.Time) (Facts, error) {
	c, err := split(raw)
	if err != nil {
		return Facts{}, err
	}
	return r.verify(c, now, typeRefresh)
}

func (r *Ring) verify(c compact, now time.Time, kind string) (Facts, error) {
	h, err := c.readHeader()
	if err != nil {
		return Facts{}, err
	}
	key := r.signer(c, h)
	if key == nil {
		return Facts{}, errSignature
	}
	var stated claims
	if err := decodeObject(c.payload, claimNames[:], stated[:], errPayload); err != nil {
		return Facts{}, err
	}
	expires, err := stated.checkTime(now)
	if err != nil {
		return Facts{}, err
	}
	if !stated.is(kind) {
		return Facts{}, ErrWrongType
	}
	facts := Facts{Source: key.Source, ExpiresAt: expires, Digest: sha256.Sum256(c.signed)}
	if err := facts.fill(&stated); err != nil {
		return Facts{}, err
	}
	return facts, nil
}

// fill takes over the claims that say who and what.
func (f *Facts) fill(stated *claims) (err error) {
	if f.Account, err = stated.account(); err != nil {
		return err
	}
	if f.IssuedAt, f.HasIssuedAt, err = stated.issued(); err != nil {
		return err
	}
	if f.Session, err = stated.name(claimSession, errSession); err != nil {
		return err
	}
	f.JTI, err = stated.name(claimTokenID, errTokenID)
	return err
}
