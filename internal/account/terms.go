package account

import (
	"strings"
	"unicode/utf8"

	"perfil/internal/password"
)

// Terms are what a contract has promised its clients about values. Contracts
// differ in what they let in; the account is the same for all, so every value
// also stands under the limits of Widest.
type Terms struct {
	Shape       Shape         // how the tokens look
	EmailFormat EmailFormat   // which addresses are taken
	EmailMax    int           // code points
	NameMax     int           // code points of a first name, a last name, or a name in one piece
	PasswordMax int           // code points; 0 is no limit but that of the request
	Password    PasswordRules // how strong a new password must be
}

// PasswordRules says how strong a new password must be.
type PasswordRules = password.Rules

// Widest are the limits of the account itself: what any contract, the command
// line and an import may bring. A contract's terms are never wider.
var Widest = Terms{
	EmailFormat: EmailLenient,
	EmailMax:    200,
	NameMax:     200,
	Password:    PasswordRules{MinLength: 8},
}

// Limits that are the same in all contracts, in code points.
const (
	UsernameMax = 150
	PhoneMax    = 10
)

// refusals collects what is wrong with the values of one request, so that one
// answer can name everything.
type refusals []Violation

func (r *refusals) add(f Field, c Code) { *r = append(*r, Violation{Field: f, Code: c}) }

// has says whether a field was refused already.
func (r refusals) has(f Field) bool {
	for _, v := range r {
		if v.Field == f {
			return true
		}
	}
	return false
}

// text refuses what no text of an account may hold and what is too long.
func (r *refusals) text(f Field, value string, limit int) {
	if hasNul(value) {
		r.add(f, NulCharacter)
	}
	if limit > 0 && utf8.RuneCountInString(value) > limit {
		*r = append(*r, Violation{Field: f, Code: TooLong, Limit: limit})
	}
}

func hasNul(s string) bool {
	for i := range len(s) {
		if s[i] == 0 {
			return true
		}
	}
	return false
}

func (r *refusals) username(value string) {
	if value == "" {
		r.add(FieldUsername, Blank)
		return
	}
	if !isUsername(value) && !hasNul(value) {
		r.add(FieldUsername, BadFormat)
	}
	r.text(FieldUsername, value, UsernameMax)
}

func (r *refusals) email(value string, t Terms) {
	if value == "" {
		r.add(FieldEmail, Blank)
		return
	}
	if !t.EmailFormat.Matches(value) && !hasNul(value) {
		r.add(FieldEmail, BadFormat)
	}
	r.text(FieldEmail, value, t.EmailMax)
}

// password judges a new password. The attributes are what it must not resemble.
func (r *refusals) password(plain string, t Terms, attributes ...password.Attribute) {
	if plain == "" {
		r.add(FieldPassword, Blank)
		return
	}
	before := len(*r)
	r.text(FieldPassword, plain, t.PasswordMax)
	if len(*r) > before {
		return
	}
	for _, v := range t.Password.Check(plain, attributes...) {
		*r = append(*r, Violation{Field: FieldPassword, Code: Weak, Weakness: v})
	}
	// A password is never trimmed, but spaces alone are tried by everybody and seen
	// by nobody, the one who typed them included. Rules that ask for more have said
	// so already.
	if len(*r) == before && strings.TrimSpace(plain) == "" {
		r.add(FieldPassword, Blank)
	}
}

// err is nil when nothing was refused. Values that are only taken make a
// Conflict; anything else makes the whole request Invalid.
func (r refusals) err() error {
	if len(r) == 0 {
		return nil
	}
	sortViolations(r)
	for _, v := range r {
		if v.Code != Taken {
			return &Error{Kind: Invalid, Violations: r}
		}
	}
	return &Error{Kind: Conflict, Violations: r}
}

// Weakness is one way in which a new password is too weak, see package
// password.
type Weakness = password.Violation

// The weaknesses.
const (
	TooSimilar      = password.TooSimilar
	TooShort        = password.TooShort
	TooCommon       = password.TooCommon
	EntirelyNumeric = password.EntirelyNumeric
	NoUpper         = password.NoUpper
	NoDigit         = password.NoDigit
)

// Refuse is the error for values that a contract itself found unacceptable, nil
// for none. It has the order and the kind of a use case's own refusals.
func Refuse(vs []Violation) error { return refusals(vs).err() }
