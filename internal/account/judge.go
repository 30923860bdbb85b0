package account

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"perfil/internal/avatar"
	"perfil/internal/password"
)

// Bounds of what an import may bring, beside those of Widest.
const (
	// exactMax is the largest integer that clients written in JavaScript tell from
	// its neighbours.
	exactMax = 1<<53 - 1
	// ImportIDMax leaves room below exactMax for the accounts that are made later,
	// whose ids go beyond the largest: more of them than there are people. To make
	// later ids pass over a large one instead would be possible in one database
	// only; SQLite never gives an id below the largest there is. What is given in
	// that room cannot be imported again under its id, but nobody gets there who
	// has not brought an id from the very end.
	ImportIDMax ID = exactMax - 1<<32
	// importHashMax bounds a text that is no hash at all. Recognised hashes have
	// narrower bounds of their own.
	importHashMax = 1024
	// The years that a date may have. Stores count nanoseconds in 64 bits, which
	// end in 2262; a date beyond would silently become another one.
	importYearMin = 1900
	importYearMax = 2199
)

// JudgeNameless is JudgeImport for an account of a system without user names.
// It gets one from its e-mail, made anew as long as that is taken.
func JudgeNameless(a Account) (Importable, error) {
	a.Username = usernameFrom(NormalizeEmail(a.Email), 0)
	i, err := JudgeImport(a)
	i.nameless = true
	return i, err
}

// JudgeImport says whether an account from another system, or from an export,
// may be stored as it is.
//
// It is more tolerant than sign-up, because refusing somebody's account is
// worse than an odd value in it: a user name may hold any characters (the owner
// can go on signing in with it, and has to obey only when choosing another),
// and there are no rules about a password that is known only by its hash. User
// name and phone are trimmed and the e-mail is lower-cased, as wherever they
// come in, for otherwise nobody could sign in with them. Names are kept to the
// letter, so that an export and an import change nothing.
//
// Kinds: Invalid. The reasons are in Violations and, where no Field names the
// value, in Err; ImportReasons gives them as sentences. None holds a password hash.
func JudgeImport(a Account) (Importable, error) {
	a.Username = strings.TrimSpace(a.Username)
	a.Email = NormalizeEmail(a.Email)
	a.Phone = strings.TrimSpace(a.Phone)
	if a.Version == 0 {
		a.Version = 1
	}
	var r refusals
	r.importedTexts(&a)
	if a.Role > RoleAdmin {
		r.add(FieldRole, Unknown)
	}
	if a.Status > StatusSuspended {
		r.add(FieldStatus, Unknown)
	}
	cause := errors.Join(judgeNumbers(&a), judgeHash(a.PasswordHash), judgeEncoding(&a), judgeDates(&a))
	if len(r) > 0 || cause != nil {
		return Importable{}, &Error{Kind: Invalid, Violations: r, Err: cause}
	}
	return Importable{account: a}, nil
}

func (r *refusals) importedTexts(a *Account) {
	if a.Username == "" {
		r.add(FieldUsername, Blank)
	}
	r.text(FieldUsername, a.Username, UsernameMax)
	r.email(a.Email, Widest)
	r.text(FieldFirstName, a.FirstName, Widest.NameMax)
	r.text(FieldLastName, a.LastName, Widest.NameMax)
	r.text(FieldPhone, a.Phone, PhoneMax)
	if a.Avatar == "" {
		return
	}
	// The name becomes part of a path, where "../" would lead anywhere.
	if _, err := avatar.ParseName(a.Avatar); err != nil {
		r.add(FieldAvatar, BadFormat)
	}
}

func judgeNumbers(a *Account) error {
	if a.ID < 1 || a.ID > ImportIDMax {
		return fmt.Errorf("id is not between 1 and %d, beyond which are the ids of new accounts", ImportIDMax)
	}
	if a.Version < 1 || a.Version > exactMax {
		return fmt.Errorf("version is not between 1 and %d", int64(exactMax))
	}
	return nil
}

// judgeHash refuses a hash that nobody could ever sign in with. An account that
// has no password is fine: its hash is recognised as unusable.
func judgeHash(h password.Hash) error {
	form, err := password.Recognize(h)
	if err != nil {
		return fmt.Errorf("password_hash is refused: %w", err)
	}
	if form == password.Unusable && (len(h) > importHashMax || hasNul(string(h))) {
		return errors.New("password_hash is refused: longer than any hash, or with a NUL character")
	}
	return nil
}

// judgeEncoding refuses texts that are not UTF-8. One of the databases would
// end the whole transaction over them, and none could give them to a client.
func judgeEncoding(a *Account) error {
	for _, t := range []struct {
		name, value string
	}{
		{"username", a.Username},
		{"email", a.Email},
		{"first_name", a.FirstName},
		{"last_name", a.LastName},
		{"phone", a.Phone},
		{"password_hash", string(a.PasswordHash)},
	} {
		if !utf8.ValidString(t.value) {
			return fmt.Errorf("%s is not valid UTF-8", t.name)
		}
	}
	return nil
}

func judgeDates(a *Account) error {
	if a.CreatedAt.IsZero() {
		return errors.New("created_at is required")
	}
	for _, d := range []struct {
		name string
		at   time.Time
	}{
		{"created_at", a.CreatedAt},
		{"last_login_at", a.LastLoginAt},
		{"email_verified_at", a.EmailVerifiedAt},
		{"valid_after", a.ValidAfter},
	} {
		if year := d.at.UTC().Year(); !d.at.IsZero() && (year < importYearMin || year > importYearMax) {
			return fmt.Errorf("%s is not in the years from %d to %d", d.name, importYearMin, importYearMax)
		}
	}
	return nil
}

// ImportReasons gives what JudgeImport found wrong, a sentence for each. They
// are for the operator's eyes.
func ImportReasons(err error) []string {
	e := ErrorOf(err)
	var sentences []string
	for _, v := range e.Violations {
		sentences = append(sentences, v.String())
	}
	if joined, ok := e.Err.(interface{ Unwrap() []error }); ok {
		for _, err := range joined.Unwrap() {
			sentences = append(sentences, err.Error())
		}
	}
	return sentences
}
