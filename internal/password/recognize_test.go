package password_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"perfil/internal/password"
)

const (
	b64Salt   = "c29tZXNhbHRzb21lc2FsdA"                       // 16 bytes
	b64Digest = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"  // 32 bytes
	padded    = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=" // the same
	longText  = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB"
	letters53 = "abcdefghijklmnopqrstuum2G75IXDN/xsgbNa/hCiPSKyIHQd70S"
)

// withinBounds are hashes that sit exactly on the bounds, and spellings that occur.
var withinBounds = map[string]password.Form{
	"":                                      password.Unusable,
	"!":                                     password.Unusable,
	"!xK4v0Lq9":                             password.Unusable,
	"pbkdf2_sha256$1$salt$" + padded:        password.DjangoPBKDF2SHA256,
	"pbkdf2_sha256$10000000$salt$" + padded: password.DjangoPBKDF2SHA256,
	"pbkdf2_sha1$10000000$salt$MDEyMzQ1Njc4OWFiY2RlZjAxMjM=":             password.DjangoPBKDF2SHA1,
	"pbkdf2_sha1$5000000$salt$" + padded:                                 password.DjangoPBKDF2SHA1,
	"$pbkdf2$20$" + b64Salt + "$MDEyMzQ1Njc4OWFiY2RlZjAxMjM":             password.PBKDF2SHA1,
	"$pbkdf2-sha512$i=10000000$" + b64Salt + "$" + b64Digest:             password.PBKDF2SHA512,
	"$pbkdf2-sha256$i=20,l=32$" + b64Salt + "$" + b64Digest:              password.PBKDF2SHA256,
	"$pbkdf2-sha256$l=32,i=20$" + b64Salt + "$" + b64Digest:              password.PBKDF2SHA256,
	"$2a$04$" + letters53:                                                password.Bcrypt,
	"$2b$16$" + letters53:                                                password.Bcrypt,
	"$2y$10$" + letters53:                                                password.Bcrypt,
	"bcrypt$$2b$12$" + letters53:                                         password.DjangoBcrypt,
	"bcrypt_sha256$$2b$12$" + letters53:                                  password.DjangoBcryptSHA256,
	"scrypt$262144$salt$8$4$" + padded:                                   password.DjangoScrypt,
	"scrypt$2$salt$64$16$" + padded:                                      password.DjangoScrypt,
	"$scrypt$ln=18,r=8,p=4$" + b64Salt + "$" + b64Digest:                 password.Scrypt,
	"$scrypt$ln=21,r=1,p=1$" + b64Salt + "$" + b64Digest:                 password.Scrypt,
	"$argon2id$v=19$m=262144,t=8,p=16$" + b64Salt + "$" + b64Digest:      password.Argon2id,
	"$argon2id$v=19$m=65536,p=4,t=32$" + b64Salt + "$" + b64Digest:       password.Argon2id,
	"$argon2i$v=19$m=8,t=1,p=1$" + b64Salt + "$" + b64Digest:             password.Argon2i,
	"argon2$argon2id$v=19$m=102400,t=2,p=8$" + b64Salt + "$" + b64Digest: password.DjangoArgon2id,
	"argon2$argon2i$v=19$m=512,t=2,p=2$" + b64Salt + "$" + b64Digest:     password.DjangoArgon2i,
}

var outOfBounds = []string{
	"pbkdf2_sha256$0$salt$" + padded,
	"pbkdf2_sha256$10000001$salt$" + padded,
	"pbkdf2_sha256$99999999999999999999999$salt$" + padded,
	"pbkdf2_sha256$1000$$" + padded,
	"pbkdf2_sha256$1000$" + strings.Repeat("s", 129) + "$" + padded,
	"pbkdf2_sha256$1000$salt$",
	"pbkdf2_sha256$1000$salt$QUFBQQ==",
	"pbkdf2_sha256$1000$salt$" + longText + "QUFBQQ==",
	"pbkdf2_sha256$1000$salt$" + strings.Repeat("QUFB", 300),
	"pbkdf2_sha1$5000001$salt$" + padded, // two blocks of SHA-1
	"$pbkdf2-sha256$10000001$" + b64Salt + "$" + b64Digest,
	"$2b$03$" + letters53,
	"$2b$17$" + letters53,
	"$2b$31$" + letters53,
	"$2b$99$" + letters53,
	"bcrypt$$2b$31$" + letters53,
	"bcrypt_sha256$$2b$17$" + letters53,
	"scrypt$1$salt$8$1$" + padded,
	"scrypt$524288$salt$8$1$" + padded,
	"scrypt$4194304$salt$1$1$" + padded,
	"scrypt$1073741824$salt$8$1$" + padded,
	"scrypt$18446744073709551616$salt$8$1$" + padded,
	"scrypt$262144$salt$8$5$" + padded,
	"scrypt$2$salt$65$1$" + padded,
	"scrypt$2$salt$1048576$1$" + padded,
	"scrypt$16384$salt$8$17$" + padded,
	"scrypt$16384$salt$0$1$" + padded,
	"$scrypt$ln=22,r=1,p=1$" + b64Salt + "$" + b64Digest,
	"$scrypt$ln=64,r=8,p=1$" + b64Salt + "$" + b64Digest,
	"$argon2id$v=16$m=65536,t=3,p=4$" + b64Salt + "$" + b64Digest,
	"$argon2id$m=65536,t=3,p=4$" + b64Salt + "$" + b64Digest,
	"$argon2id$v=19$m=262145,t=1,p=1$" + b64Salt + "$" + b64Digest,
	"$argon2id$v=19$m=4294967295,t=1,p=1$" + b64Salt + "$" + b64Digest,
	"$argon2id$v=19$m=7,t=1,p=1$" + b64Salt + "$" + b64Digest,
	"$argon2id$v=19$m=127,t=1,p=16$" + b64Salt + "$" + b64Digest,
	"$argon2id$v=19$m=262144,t=9,p=1$" + b64Salt + "$" + b64Digest,
	"$argon2id$v=19$m=32769,t=64,p=1$" + b64Salt + "$" + b64Digest,
	"$argon2id$v=19$m=64,t=65,p=1$" + b64Salt + "$" + b64Digest,
	"$argon2id$v=19$m=64,t=0,p=1$" + b64Salt + "$" + b64Digest,
	"$argon2id$v=19$m=4096,t=1,p=17$" + b64Salt + "$" + b64Digest,
	"$argon2id$v=19$m=4096,t=1,p=0$" + b64Salt + "$" + b64Digest,
	"$argon2id$v=19$m=64,t=1,p=1$" + b64Salt + "$QUFBQQ",
	"$argon2id$v=19$m=64,t=1,p=1$$" + b64Digest,
}

var malformed = []string{
	"pbkdf2_sha256$",
	"pbkdf2_sha256$1000$salt",
	"pbkdf2_sha256$1000$salt$" + padded + "$more",
	"pbkdf2_sha256$+1000$salt$" + padded,
	"pbkdf2_sha256$-1000$salt$" + padded,
	"pbkdf2_sha256$01000$salt$" + padded,
	"pbkdf2_sha256$1e3$salt$" + padded,
	"pbkdf2_sha256$١٠$salt$" + padded,
	"pbkdf2_sha256$$salt$" + padded,
	"pbkdf2_sha256$1000$salt$" + b64Digest, // padding missing
	"pbkdf2_sha256$1000$salt$" + padded[:20] + "\n" + padded[20:],
	"pbkdf2_sha256$1000$sa\x00lt$" + padded,
	"pbkdf2_sha256$1000$salt$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWZ=", // bits beyond the last byte
	"$pbkdf2-sha256$i=20$" + b64Salt + "$" + padded,
	"$pbkdf2-sha256$i=20,l=31$" + b64Salt + "$" + b64Digest,
	"$pbkdf2-sha256$l=32$" + b64Salt + "$" + b64Digest,
	"$pbkdf2-sha256$20$a+bc$" + b64Digest, // passlib writes dots
	"$2",
	"$2$10$" + letters53,
	"$2x$10$" + letters53,
	"$2b$10$" + letters53[1:],
	"$2b$10$" + letters53 + "a",
	"$2b$+4$" + letters53,
	"$2b$1a$" + letters53,
	"$2b$10$" + letters53[:52] + "=",
	"bcrypt$" + letters53,
	"bcrypt$",
	"bcrypt_sha256$$2x$10$" + letters53,
	"scrypt$16383$salt$8$1$" + padded,
	"scrypt$salt$16384$8$1$" + padded,
	"$scrypt$ln=14,r=8$" + b64Salt + "$" + b64Digest,
	"$scrypt$ln=14,r=8,p=1,r=8$" + b64Salt + "$" + b64Digest,
	"$scrypt$16384$8$1$" + b64Salt + "$" + b64Digest,
	"$argon2id$v=19$m=64,t=1$" + b64Salt + "$" + b64Digest,
	"$argon2id$v=19$m=64,t=1,p=1,keyid=x$" + b64Salt + "$" + b64Digest,
	"$argon2id$v=19$m=64;t=1;p=1$" + b64Salt + "$" + b64Digest,
	"$argon2id$v=19$m=64,t=1,p=1$" + b64Salt,
	"$argon2id$v=19$m=64,t=1,p=1$" + b64Salt + "==$" + b64Digest,
}

var unknown = []string{
	" ", "x", "$", "$$", "secret", "md5$salt$0123456789abcdef0123456789abcdef",
	"5f4dcc3b5aa765d61d8327deb882cf99", "sha1$salt$0123", "$1$salt$digest", "$5$salt$digest", "$6$salt$digest",
	"$y$j9T$salt$digest", "$argon2d$v=19$m=64,t=1,p=1$" + b64Salt + "$" + b64Digest,
	"argon2$argon2d$v=19$m=64,t=1,p=1$" + b64Salt + "$" + b64Digest,
	"PBKDF2_SHA256$1$salt$" + padded, " $2b$10$" + letters53, "pbkdf2_sha256", "$pbkdf2-md5$20$a$b",
	"[password hash]",
}

func TestRecognisedForms(t *testing.T) {
	for hash, want := range withinBounds {
		if form, err := password.Recognize(password.Hash(hash)); form != want || err != nil {
			t.Errorf("%q: %s, %v; want %s", hash, form, err, want)
		}
	}
}

func TestRefusedHashesSayWhyWithoutShowingThemselves(t *testing.T) {
	for why, hashes := range map[error][]string{
		password.ErrOutOfBounds: outOfBounds,
		password.ErrMalformed:   malformed,
		password.ErrUnknownForm: unknown,
	} {
		for _, hash := range hashes {
			form, err := password.Recognize(password.Hash(hash))
			if !errors.Is(err, why) {
				t.Errorf("%q: %v; want %v", hash, err, why)
				continue
			}
			if (form == password.Unknown) != errors.Is(err, password.ErrUnknownForm) {
				t.Errorf("%q: claimed form %s with %v", hash, form, err)
			}
			for _, part := range []string{b64Digest, letters53, "99999"} {
				if strings.Contains(err.Error(), part) {
					t.Errorf("%q: shown in %v", hash, err)
				}
			}
		}
	}
}

// Unlike the right password for another hash, these have none. None of them may
// take more than a hash of our own: the whole table runs in a moment.
func TestRefusedHashesNeverVerify(t *testing.T) {
	h := quick()
	for _, hashes := range [][]string{outOfBounds, malformed, unknown, {"", "!", "!abc"}} {
		for _, hash := range hashes {
			for _, plain := range []string{"", "secret", hash} {
				ok, err := h.Verify(context.Background(), password.Hash(hash), plain)
				if ok || err != nil {
					t.Errorf("%q verified %q: %v, %v", hash, plain, ok, err)
				}
			}
		}
	}
}

func TestEveryFormHasANameOfItsOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, form := range password.Forms() {
		if name := form.String(); seen[name] || strings.HasPrefix(name, "Form(") {
			t.Errorf("form %d is named %q", form, name)
		} else {
			seen[name] = true
		}
	}
	if got := password.Form(200).String(); got != "Form(200)" {
		t.Errorf("an impossible form is named %q", got)
	}
}
