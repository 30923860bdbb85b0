package password

import "fmt"

// Form is the spelling of a stored hash. The set is closed: what is not listed
// here is not verified.
type Form uint8

// The forms. "Django" forms are what Django's PASSWORD_HASHERS write; the
// others are the spellings that carry their own "$" in front.
const (
	Unknown  Form = iota // no form known here; never verifies
	Unusable             // empty, or Django's "!...": an account without a password; never verifies

	Argon2id     // $argon2id$v=19$m=..,t=..,p=..$salt$digest; our own
	Argon2i      // $argon2i$v=19$m=..,t=..,p=..$salt$digest
	Scrypt       // $scrypt$ln=..,r=..,p=..$salt$digest
	PBKDF2SHA1   // $pbkdf2-sha1$i=.. or $pbkdf2$rounds$..
	PBKDF2SHA256 // $pbkdf2-sha256$i=.. or $pbkdf2-sha256$rounds$..
	PBKDF2SHA512 // $pbkdf2-sha512$i=.. or $pbkdf2-sha512$rounds$..
	Bcrypt       // $2a$, $2b$ or $2y$

	DjangoPBKDF2SHA1   // pbkdf2_sha1$iterations$salt$digest
	DjangoPBKDF2SHA256 // pbkdf2_sha256$iterations$salt$digest
	DjangoArgon2id     // argon2$argon2id$...
	DjangoArgon2i      // argon2$argon2i$...
	DjangoBcrypt       // bcrypt$$2b$...
	DjangoBcryptSHA256 // bcrypt_sha256$$2b$...
	DjangoScrypt       // scrypt$N$salt$r$p$digest
)

// Forms lists every form, Unknown and Unusable included, for reports that count
// them.
func Forms() []Form {
	forms := make([]Form, 0, DjangoScrypt+1)
	for f := Unknown; f <= DjangoScrypt; f++ {
		forms = append(forms, f)
	}
	return forms
}

// String names the form for an operator, in an import report for example.
func (f Form) String() string {
	switch f {
	case Unknown:
		return "unknown"
	case Unusable:
		return "unusable"
	case Argon2id:
		return "argon2id"
	case Argon2i:
		return "argon2i"
	case Scrypt:
		return "scrypt"
	case PBKDF2SHA1:
		return "pbkdf2-sha1"
	case PBKDF2SHA256:
		return "pbkdf2-sha256"
	case PBKDF2SHA512:
		return "pbkdf2-sha512"
	case Bcrypt:
		return "bcrypt"
	case DjangoPBKDF2SHA1:
		return "django pbkdf2_sha1"
	case DjangoPBKDF2SHA256:
		return "django pbkdf2_sha256"
	case DjangoArgon2id:
		return "django argon2id"
	case DjangoArgon2i:
		return "django argon2i"
	case DjangoBcrypt:
		return "django bcrypt"
	case DjangoBcryptSHA256:
		return "django bcrypt_sha256"
	case DjangoScrypt:
		return "django scrypt"
	}
	return fmt.Sprintf("Form(%d)", uint8(f))
}
