package token

import (
	"errors"
	"fmt"
)

// ErrInvalid is the parent of every refusal: errors.Is(err, ErrInvalid) holds for whatever VerifyAccess and
// VerifyRefresh return. The text of a refusal names the rule that was broken and nothing of the token, so it may be
// logged. It must not reach the client, to whom all refusals look alike.
var ErrInvalid = errors.New("token refused")

var (
	// ErrExpired says that the signature is good and the time of the token is over.
	ErrExpired = fmt.Errorf("%w: expired", ErrInvalid)
	// ErrWrongType says that the token is good, but for something else: a refresh token shown as an access token,
	// the other way round, or a token with a purpose of its own. Match it before ErrInvalid.
	ErrWrongType = fmt.Errorf("%w: wrong type", ErrInvalid)
)

var (
	errLength    = fmt.Errorf("%w: too long", ErrInvalid)
	errForm      = fmt.Errorf("%w: not three parts of canonical base64url", ErrInvalid)
	errHeader    = fmt.Errorf("%w: header", ErrInvalid)
	errSignature = fmt.Errorf("%w: no key of the ring signed it", ErrInvalid)
	errPayload   = fmt.Errorf("%w: payload is not a JSON object with each claim once", ErrInvalid)
	errExpiry    = fmt.Errorf("%w: exp is missing or no date", ErrInvalid)
	errNotBefore = fmt.Errorf("%w: nbf is no date or not reached", ErrInvalid)
	errIssuedAt  = fmt.Errorf("%w: iat is no date", ErrInvalid)
	errAccount   = fmt.Errorf("%w: user_id is missing or no account number", ErrInvalid)
	errSession   = fmt.Errorf("%w: sid is no text", ErrInvalid)
	errTokenID   = fmt.Errorf("%w: jti is no text", ErrInvalid)
)

var (
	// ErrShortSecret is returned for an HMAC secret of less than MinSecret bytes.
	ErrShortSecret = errors.New("token: secret is too short")
	// ErrKey is returned for a private key that cannot be used.
	ErrKey = errors.New("token: unusable private key")
	// ErrRing is returned for keys that do not make a ring together.
	ErrRing = errors.New("token: unusable key ring")
	// ErrGrant is returned for a grant that no token can be made of.
	ErrGrant = errors.New("token: unusable grant")
)
