package perfil_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// cryptography is where the program reaches for cryptography, and for what. A row
// that is added here wants one under "Keys and algorithms" in docs/security.md.
// There is no cipher in it: the one thing that is encrypted is left to age, and
// what is on the wire to Go's TLS.
var cryptography = map[string][]string{
	"internal/password": {
		"crypto/pbkdf2", "crypto/rand", "crypto/subtle", "golang.org/x/crypto/argon2", "golang.org/x/crypto/bcrypt", "golang.org/x/crypto/scrypt",
		"crypto/sha1", "crypto/sha256", "crypto/sha512", // inside of PBKDF2, and before bcrypt, as former systems have it
	},
	"internal/token": {
		"crypto/hkdf", "crypto/hmac", "crypto/rand", "crypto/sha256", "crypto/subtle", // secrets, tickets, digests
		"crypto", "crypto/ecdsa", "crypto/ed25519", "crypto/elliptic", "crypto/rsa", "crypto/x509", "github.com/go-jose/go-jose/v4", // private keys
	},
	"internal/backup": {"crypto/sha256", "filippo.io/age"},

	// The wire.
	"internal/mail":              {"crypto/rand", "crypto/tls", "crypto/x509"}, // also the ids of letters
	"internal/sqlstore/postgres": {"crypto/tls", "crypto/x509"},                // to explain an error

	// Names that nobody guesses, comparisons that take equal time, digests of what is no secret.
	"internal/account":  {"crypto/rand", "crypto/sha256"},
	"internal/apidocs":  {"crypto/sha256"},
	"internal/avatar":   {"crypto/rand"},
	"internal/cli":      {"crypto/rand", "crypto/subtle"},
	"internal/datadir":  {"crypto/rand"},
	"internal/server":   {"crypto/sha256", "crypto/subtle"},
	"internal/site":     {"crypto/sha256"},
	"internal/sqlstore": {"crypto/sha256"},
}

// guessable is where the generator is used whose numbers can be foretold: ids in
// the log, and pauses.
var guessable = []string{"internal/sqlstore/postgres", "internal/web"}

func TestCryptographyIsWhereTheInventorySays(t *testing.T) {
	missing := maps.Clone(cryptography)
	for _, p := range packages(t) {
		if isForTests(p.ImportPath) {
			continue
		}
		for _, imported := range p.Imports {
			if !isCryptography(imported) {
				continue
			}
			if !slices.Contains(cryptography[p.ImportPath], imported) {
				t.Errorf("%s imports %s, which is not in the inventory", p.ImportPath, imported)
			}
			missing[p.ImportPath] = slices.DeleteFunc(slices.Clone(missing[p.ImportPath]), func(s string) bool { return s == imported })
		}
		if slices.Contains(p.Imports, "math/rand/v2") && !slices.Contains(guessable, p.ImportPath) || slices.Contains(p.Imports, "math/rand") {
			t.Errorf("%s draws numbers that can be foretold", p.ImportPath)
		}
	}
	for where, what := range missing {
		if len(what) > 0 {
			t.Errorf("%s does not import %v any more: take it out of the inventory", where, what)
		}
	}
}

func isCryptography(path string) bool {
	for _, prefix := range []string{"crypto", "golang.org/x/crypto", "filippo.io", "github.com/go-jose", "github.com/golang-jwt"} {
		if path == prefix || strings.HasPrefix(path, prefix+"/") {
			return true
		}
	}
	return false
}
