package account

import (
	"time"

	"perfil/internal/token"
)

// SessionID identifies a session; it is the `sid` claim of the tokens that
// belong to it. Random, so that knowing one tells nothing of others.
type SessionID string

// Session is one sign-in. Its access tokens work while its row exists: ending a
// session is deleting the row, so nothing can bring it back.
type Session struct {
	ID         SessionID
	Account    ID
	CreatedAt  time.Time
	LastUsedAt time.Time // last sign-in or refresh
	ExpiresAt  time.Time // when the last token of the session has expired
	Address    string    // of the client that signed in
	UserAgent  string    // what the client called itself, cut to 255 bytes

	// Refresh is the digest of the one refresh token that is good now, zero if
	// the contract gives none. Parent is the digest of the one before it and
	// RotatedAt when it was exchanged, for the grace in refresh.go.
	Refresh   token.Digest
	Parent    token.Digest
	RotatedAt time.Time
}

// Client says where a request came from. It is recorded, never trusted.
type Client struct {
	Address   string
	UserAgent string
}
