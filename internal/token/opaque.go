package token

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
)

// Digest is the SHA-256 of a token, and all of it that is ever kept. The tokens have 256 random bits or are signed, so
// that nothing slower is needed to keep a stolen digest from being turned back.
type Digest [sha256.Size]byte

// DigestOf is the digest of a token's text.
func DigestOf(text string) Digest { return sha256.Sum256([]byte(text)) }

// DigestFromBytes reads what Bytes wrote. An error when it is not 32 bytes.
func DigestFromBytes(b []byte) (Digest, error) {
	if len(b) != sha256.Size {
		return Digest{}, fmt.Errorf("token: a digest of %d bytes instead of %d", len(b), sha256.Size)
	}
	return Digest(b), nil
}

// Bytes are the 32 bytes, for a database. They are a copy.
func (d Digest) Bytes() []byte { return d[:] }

// Equal compares in constant time.
func (d Digest) Equal(other Digest) bool { return subtle.ConstantTimeCompare(d[:], other[:]) == 1 }

// String is the first eight hexadecimal digits: enough to find two lines of a log that speak of the same token.
func (d Digest) String() string { return hex.EncodeToString(d[:4]) }

// NewOpaque returns a token of 256 random bits, 43 characters of base64url, and its digest. The text goes to the
// client and nowhere else.
func NewOpaque() (text string, d Digest) {
	text = randomText(32)
	return text, DigestOf(text)
}

// NewSessionID returns 128 random bits as 22 characters of base64url. The id of a session is no credential; it is
// random so that nobody learns from it how many there are.
func NewSessionID() string { return randomText(16) }

// NewJTI returns 128 random bits as 32 hexadecimal digits.
func NewJTI() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}
