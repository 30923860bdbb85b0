package password

import (
	"strings"
	"unicode/utf8"
)

// Weakness is one way in which a new password is too weak.
type Weakness uint8

// The weaknesses, in the order in which Check reports them.
const (
	TooSimilar      Weakness = iota + 1 // to what is known about the person
	TooShort                            // fewer characters than Violation.Min
	TooCommon                           // on the list of common passwords
	EntirelyNumeric                     // nothing but digits
	NoUpper                             // no upper-case letter A to Z
	NoDigit                             // no digit 0 to 9
)

// Violation is a weakness that was found, without any words: those belong to
// the contract that answers.
type Violation struct {
	Weakness  Weakness
	Attribute string // TooSimilar: the name of the attribute, as given
	Min       int    // TooShort: the characters wanted
}

// Attribute is something known about a person that a password must not repeat.
type Attribute struct{ Name, Value string }

// Rules says what a new password is held to. The zero value takes anything.
//
// Django's usual validators are {Similar: true, MinLength: 8, Common: true,
// Numeric: true}.
type Rules struct {
	Similar   bool // not like an attribute, by Django's measure
	MinLength int  // in code points; 0 is any
	Common    bool // not on Django's list of common passwords
	Numeric   bool // not digits alone
	Upper     bool // at least one of A to Z
	Digit     bool // at least one of 0 to 9
}

// Check returns what plain violates, in the order of the Weakness constants:
// Django's own order of validators (similarity first), then the letters and
// digits. At most one violation of each kind comes back; of several attributes
// that are too similar it is the first given.
//
// The work grows with the lengths of plain and of the attributes; whoever takes
// them from a request bounds them.
func (r Rules) Check(plain string, attributes ...Attribute) []Violation {
	var found []Violation
	add := func(violated bool, v Violation) {
		if violated {
			found = append(found, v)
		}
	}
	if r.Similar {
		name, similar := similarTo(plain, attributes)
		add(similar, Violation{Weakness: TooSimilar, Attribute: name})
	}
	add(utf8.RuneCountInString(plain) < r.MinLength, Violation{Weakness: TooShort, Min: r.MinLength})
	add(r.Common && isCommon(plain), Violation{Weakness: TooCommon})
	add(r.Numeric && isNumeric(plain), Violation{Weakness: EntirelyNumeric})
	add(r.Upper && !strings.ContainsAny(plain, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), Violation{Weakness: NoUpper})
	add(r.Digit && !strings.ContainsAny(plain, "0123456789"), Violation{Weakness: NoDigit})
	return found
}
