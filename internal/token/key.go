package token

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
)

// MinSecret is the least length of an HMAC secret in bytes: as long as the hash, as RFC 7518 section 3.2 asks.
const MinSecret = 32

// Key signs and verifies with one algorithm, which is fixed when the key is made. Printed or logged in any way it
// shows its ID alone. The zero Key is refused by NewRing.
type Key struct {
	// ID is the kid of the tokens it signs, and public. One to 64 of A-Z a-z 0-9 . _ -
	ID string
	// Source names the system whose tokens this key verifies, when account numbers in them are that system's and not
	// ours. It comes back in Facts.Source. Empty for keys of our own, and necessarily so for the one that signs.
	Source string

	material material
}

// sealed gives out secret bytes. It is a function because fmt prints of a function its address, whatever the verb and
// however deep in something else it stands. Of a field that is not exported fmt does not ask how it wants to be
// printed, and a pointer it follows when the verb does not fit.
type sealed func() []byte

func seal(secret []byte) sealed {
	own := bytes.Clone(secret)
	return func() []byte { return own }
}

// material is what is secret about a key, and the algorithm that goes with it.
type material interface {
	// algorithm is the JWS name, in its only spelling.
	algorithm() string
	// verify reports whether this key made the signature. The form of the token has been checked.
	verify(c compact) bool
	// sign returns the compact token; the header has a kid unless it is "".
	sign(kid string, payload []byte) (string, error)
	// seed is the private part, from which other secrets are derived.
	seed() []byte
	// identity is equal for keys that verify the same tokens, and tells nothing else.
	identity() Digest
}

// NewHMAC returns an HS256 key. ErrShortSecret below MinSecret bytes.
func NewHMAC(id string, secret []byte) (Key, error) {
	if len(secret) < MinSecret {
		return Key{}, fmt.Errorf("%w: %d bytes, at least %d are needed", ErrShortSecret, len(secret), MinSecret)
	}
	return NewShortHMAC(id, secret)
}

// NewShortHMAC is NewHMAC for a secret brought along from a system that did not ask for a good one. Whoever sees one
// token can try short secrets against it at leisure, and with the right one sign in as anybody: the caller must have
// been told to take that risk. ErrShortSecret for an empty secret, which is refused whatever anybody wishes.
func NewShortHMAC(id string, secret []byte) (Key, error) {
	if len(secret) == 0 {
		return Key{}, fmt.Errorf("%w: it is empty", ErrShortSecret)
	}
	return Key{ID: id, material: newHMACKey(secret)}, nil
}

// GenerateSecret returns a new HMAC secret of 256 random bits. It is 43 characters of base64url, to be used as they
// are: text survives files, environment variables and systems that share the secret, where raw bytes would not.
func GenerateSecret() []byte {
	return []byte(randomText(32))
}

// randomText is n random bytes in base64url. crypto/rand does not fail: it ends the program instead.
func randomText(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// Algorithm is the JWS name of the algorithm: HS256, EdDSA, ES256 or RS256. Empty for the zero Key.
func (k Key) Algorithm() string {
	if k.material == nil {
		return ""
	}
	return k.material.algorithm()
}

// String is the ID.
func (k Key) String() string { return k.ID }

// Format writes the ID for every verb. String alone would leave %d and the like to print the fields.
func (k Key) Format(w fmt.State, _ rune) { _, _ = io.WriteString(w, k.ID) }

// LogValue is the ID.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.ID) }

// validID keeps kids to what needs no escaping in JSON, in a log or on a command line.
func validID(id string) bool {
	if id == "" || len(id) > 64 {
		return false
	}
	for _, c := range []byte(id) {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		digit := '0' <= c && c <= '9'
		if !letter && !digit && c != '.' && c != '_' && c != '-' {
			return false
		}
	}
	return true
}
