package token

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

const (
	typeAccess  = "access"
	typeRefresh = "refresh"
)

// Shape is how the claims of an access token look. The tokens themselves are good wherever they are shown.
type Shape uint8

const (
	// Django is token_type, exp, iat, jti, user_id, sid.
	Django Shape = iota + 1
	// Express is user_id, email, role_id, name, iat, exp, sid, jti.
	Express
)

// String is the name of the shape in lower case.
func (s Shape) String() string {
	switch s {
	case Django:
		return "django"
	case Express:
		return "express"
	default:
		return "shape " + strconv.Itoa(int(s))
	}
}

// Grant is what a token is to state. Times are cut to whole seconds.
type Grant struct {
	// Account is above zero.
	Account int64
	// Session is the sid and must not be empty: without it nobody could end the token by itself.
	Session   string
	IssuedAt  time.Time
	ExpiresAt time.Time
	// JTI is 32 hexadecimal digits, see NewJTI.
	JTI string
	// Email, RoleID and Name are told in the Express shape only, for clients to show. They are never read back.
	Email  string
	RoleID int
	Name   string
}

// Fields in the order of the wire, which is part of both contracts.
type djangoClaims struct {
	TokenType string `json:"token_type"`
	Expires   int64  `json:"exp"`
	Issued    int64  `json:"iat"`
	JTI       string `json:"jti"`
	Account   int64  `json:"user_id"`
	Session   string `json:"sid"`
}

type expressClaims struct {
	Account int64  `json:"user_id"`
	Email   string `json:"email"`
	RoleID  int    `json:"role_id"`
	Name    string `json:"name"`
	Issued  int64  `json:"iat"`
	Expires int64  `json:"exp"`
	Session string `json:"sid"`
	JTI     string `json:"jti"`
}

// Access signs an access token. ErrGrant when it would be refused on its return.
func (r *Ring) Access(shape Shape, g Grant) (string, error) {
	switch shape {
	case Django:
		return r.issue(g, g.django(typeAccess))
	case Express:
		return r.issue(g, expressClaims{
			g.Account, g.Email, g.RoleID, g.Name, g.IssuedAt.Unix(), g.ExpiresAt.Unix(), g.Session, g.JTI,
		})
	default:
		return "", fmt.Errorf("%w: %s", ErrGrant, shape)
	}
}

// Refresh signs a refresh token, in the Django shape: the other contract has none. ErrGrant as for Access. The same
// grant gives the same token again, unless the signing key is ECDSA.
func (r *Ring) Refresh(g Grant) (string, error) {
	return r.issue(g, g.django(typeRefresh))
}

func (g Grant) django(kind string) djangoClaims {
	return djangoClaims{kind, g.ExpiresAt.Unix(), g.IssuedAt.Unix(), g.JTI, g.Account, g.Session}
}

func (r *Ring) issue(g Grant, stated any) (string, error) {
	if err := g.check(); err != nil {
		return "", err
	}
	var payload bytes.Buffer
	encoder := json.NewEncoder(&payload)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(stated); err != nil {
		return "", fmt.Errorf("token: claims: %w", err)
	}
	signed, err := r.keys[0].material.sign(r.kid, bytes.TrimSuffix(payload.Bytes(), []byte("\n")))
	if err != nil {
		return "", err
	}
	if len(signed) > MaxLength {
		return "", fmt.Errorf("%w: a token of %d bytes, %d are the most", ErrGrant, len(signed), MaxLength)
	}
	return signed, nil
}

func (g Grant) check() error {
	issued, expires := g.IssuedAt.Unix(), g.ExpiresAt.Unix()
	switch {
	case g.Account <= 0:
		return fmt.Errorf("%w: account %d", ErrGrant, g.Account)
	case g.Session == "":
		return fmt.Errorf("%w: no session", ErrGrant)
	case issued < 0 || expires <= issued || expires > maxDate:
		return fmt.Errorf("%w: issued at %d, expires at %d", ErrGrant, issued, expires)
	case !isJTI(g.JTI):
		return fmt.Errorf("%w: a jti that is not 32 hexadecimal digits", ErrGrant)
	}
	return nil
}

func isJTI(s string) bool {
	_, err := hex.DecodeString(s)
	return err == nil && len(s) == 32
}
