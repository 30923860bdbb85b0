package password

import (
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"fmt"
	"strings"
)

// Why a hash is not accepted. Matched with errors.Is; the texts around them say
// more, and never hold any part of the hash.
var (
	ErrUnknownForm = errors.New("unknown form of password hash")
	ErrMalformed   = errors.New("malformed password hash")
	ErrOutOfBounds = errors.New("password hash out of bounds")
)

// maxEncoded bounds a stored hash as a whole. The longest that the bounds of the
// single forms allow is an argon2id string with a salt of 128 and a digest of 64
// bytes: 171 + 86 base64 letters and some 50 of parameters, about 310.
const maxEncoded = 1024

// verifier is a parsed hash whose parameters are within bounds.
type verifier interface {
	// cost says what verify takes, for the gate.
	cost() cost
	// verify computes; it may take seconds and is called behind the gate only.
	verify(plain string) bool
}

// format ties the text in front of a hash to what reads the rest.
type format struct {
	form   Form
	prefix string
	parse  func(rest string) (verifier, error)
}

// formats lists every form that can verify. No prefix begins with another one,
// so the order does not matter. It is never written to.
var formats = []format{
	{Argon2id, "$argon2id$", parseArgon2id},
	{Argon2i, "$argon2i$", parseArgon2i},
	{Scrypt, "$scrypt$", parseScrypt},
	{PBKDF2SHA1, "$pbkdf2$", pbkdf2With(sha1.New)},
	{PBKDF2SHA1, "$pbkdf2-sha1$", pbkdf2With(sha1.New)},
	{PBKDF2SHA256, "$pbkdf2-sha256$", pbkdf2With(sha256.New)},
	{PBKDF2SHA512, "$pbkdf2-sha512$", pbkdf2With(sha512.New)},
	{Bcrypt, "$2", parseBareBcrypt},
	{DjangoPBKDF2SHA1, "pbkdf2_sha1$", djangoPBKDF2With(sha1.New)},
	{DjangoPBKDF2SHA256, "pbkdf2_sha256$", djangoPBKDF2With(sha256.New)},
	{DjangoArgon2id, "argon2$argon2id$", parseArgon2id},
	{DjangoArgon2i, "argon2$argon2i$", parseArgon2i},
	{DjangoBcrypt, "bcrypt$", parseBcrypt},
	{DjangoBcryptSHA256, "bcrypt_sha256$", parseDjangoBcryptSHA256},
	{DjangoScrypt, "scrypt$", parseDjangoScrypt},
}

// Recognize says which form a stored hash has and whether [Hasher.Verify] will
// compute it. It computes nothing itself.
//
// An unusable hash is recognised without an error: it is the regular way to say
// that an account has no password. Otherwise the error is ErrUnknownForm,
// ErrMalformed or ErrOutOfBounds with the reason, and holds nothing of the hash.
// With the latter two the Form is still what the hash claims to be, so that an
// import can count what it refused.
func Recognize(h Hash) (Form, error) {
	form, _, err := parse(h)
	return form, err
}

// parse is Recognize with what verifies the hash; the verifier is nil for an
// unusable hash and whenever there is an error.
func parse(h Hash) (Form, verifier, error) {
	text := string(h)
	if text == "" || text[0] == '!' {
		return Unusable, nil, nil
	}
	f, rest, found := formatOf(text)
	if !found {
		return Unknown, nil, ErrUnknownForm
	}
	v, err := parseBounded(f, rest)
	if err != nil {
		return f.form, nil, fmt.Errorf("%s: %w", f.form, err)
	}
	return f.form, v, nil
}

func formatOf(text string) (format, string, bool) {
	for _, f := range formats {
		if rest, ok := strings.CutPrefix(text, f.prefix); ok {
			return f, rest, true
		}
	}
	return format{}, "", false
}

// parseBounded holds what is true of every form. Control characters are refused
// here once because Go's base64 decoders skip line breaks: two different texts
// would count as the same hash.
func parseBounded(f format, rest string) (verifier, error) {
	if len(f.prefix)+len(rest) > maxEncoded {
		return nil, outOfBounds("longer than %d bytes", maxEncoded)
	}
	if strings.ContainsFunc(rest, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return nil, malformed("control character")
	}
	return f.parse(rest)
}

func malformed(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrMalformed}, args...)...)
}

func outOfBounds(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrOutOfBounds}, args...)...)
}
