package account

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"perfil/internal/password"
)

// Kind is the closed set of ways in which a use case can fail. A contract maps
// every Kind to an answer; a test walks AllKinds to prove that it does.
type Kind uint8

// The kinds. Internal is the zero value on purpose: an error that nobody
// classified must never speak to a client.
const (
	Internal        Kind = iota // a defect or a failing machine; the cause goes to the log only
	Invalid                     // values are not acceptable: see Violations
	Conflict                    // values are taken by another account: see Violations
	BadCredentials              // no such account, or a wrong password: nobody learns which
	WrongPassword               // the current password given by somebody signed in is wrong
	Unauthenticated             // the token is no good
	WrongTokenType              // a good token of the wrong type, where a refresh token is wanted
	InvalidTicket               // the single-use token from a mail is unknown, used, or too old
	Inactive                    // the right credential of an account that is not active
	Gone                        // a good token of an account that does not exist any more
	NotFound                    // no such account, told to an administrator
	Forbidden                   // this actor may not do this
	NotOnSelf                   // an administrator may not do this to the own account
	LastAdmin                   // it would leave nobody to administer
	NothingToChange             // a change that changes nothing, where the caller must name something
	Stale                       // the profile changed since the client read it
	Throttled                   // too many attempts: see RetryAfter
	Busy                        // too much work at this moment: see RetryAfter
	Unavailable                 // the store cannot write or cannot be reached: see RetryAfter
	kindCount
)

var kindNames = [kindCount]string{
	"internal", "invalid", "conflict", "bad credentials", "wrong password", "unauthenticated",
	"wrong token type", "invalid ticket", "inactive", "gone", "not found", "forbidden",
	"not on self", "last admin", "nothing to change", "stale", "throttled", "busy", "unavailable",
}

// AllKinds lists every Kind, for the tests that prove a mapping total.
func AllKinds() []Kind {
	kinds := make([]Kind, kindCount)
	for i := range kinds {
		kinds[i] = Kind(i)
	}
	return kinds
}

func (k Kind) String() string {
	if k < kindCount {
		return kindNames[k]
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// Error makes a Kind usable as a target: errors.Is(err, account.Conflict).
func (k Kind) Error() string { return k.String() }

// Error is what every use case and every Store returns when it fails.
type Error struct {
	Kind       Kind
	Violations []Violation   // of Invalid and Conflict, in the order of their fields
	RetryAfter time.Duration // of Throttled, Busy and Unavailable
	Open       bool          // of Unavailable: it may have happened all the same
	Err        error         // the cause, for the log; never shown to a client
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Kind.String())
	for _, v := range e.Violations {
		fmt.Fprintf(&b, ": %s %s", v.Field, v.Code)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is the Kind of this error.
func (e *Error) Is(target error) bool {
	k, ok := target.(Kind)
	return ok && k == e.Kind
}

// Has reports whether a violation of this field with this code is among them.
func (e *Error) Has(f Field, c Code) bool {
	return slices.ContainsFunc(e.Violations, func(v Violation) bool { return v.Field == f && v.Code == c })
}

// ErrorOf gives the Error inside err, or an Internal one around it. It never
// returns nil for a non-nil err, so a caller can switch on its Kind at once.
func ErrorOf(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Kind: Internal, Err: err}
}

func fail(k Kind) *Error { return &Error{Kind: k} }

func failf(k Kind, format string, args ...any) *Error {
	return &Error{Kind: k, Err: fmt.Errorf(format, args...)}
}

// Field names a value of an account that can be refused. Their order is the
// order in which refusals are told.
type Field uint8

// The fields.
const (
	FieldNone Field = iota
	FieldPassword
	FieldUsername
	FieldEmail
	FieldName
	FieldFirstName
	FieldLastName
	FieldPhone
	FieldAvatar
	FieldRole
	FieldStatus
	FieldID
	FieldToken
)

var fieldNames = [...]string{
	"", "password", "username", "email", "name", "first_name", "last_name",
	"phone", "avatar", "role", "status", "id", "token",
}

// String is the name that files, logs and the command line use; a contract has
// its own.
func (f Field) String() string { return fieldNames[f] }

// Code says what is wrong with a value.
type Code uint8

// The codes.
const (
	Required Code = iota + 1
	Blank
	Null
	NotText
	TooLong // more than Limit characters
	BadFormat
	NulCharacter
	LoneSurrogate
	Taken
	Weak // see Weakness
	NotAFile
	EmptyFile
	BadImage
	TooManyBytes
	TooManyPixels
	Unknown // not one of the values there are
)

var codeNames = [...]string{
	"", "is required", "may not be blank", "may not be null", "is not text", "is too long",
	"has the wrong format", "contains a NUL character", "contains half a surrogate pair",
	"is taken", "is too weak", "is not a file", "is an empty file", "is not a usable image",
	"has too many bytes", "has too many pixels", "is not one of the known values",
}

// String completes a sentence that begins with the name of the field.
func (c Code) String() string { return codeNames[c] }

// Violation is one reason why one value was refused.
type Violation struct {
	Field    Field
	Code     Code
	Limit    int                // of TooLong, in code points
	Weakness password.Violation // of Weak
}

// String is for logs and the command line.
func (v Violation) String() string {
	switch v.Code {
	case TooLong:
		return fmt.Sprintf("%s is longer than %d characters", v.Field, v.Limit)
	case Weak:
		return fmt.Sprintf("%s is too weak: %s", v.Field, weakness(v.Weakness))
	default:
		return v.Field.String() + " " + v.Code.String()
	}
}

// sortViolations orders by field and keeps the order within one.
func sortViolations(vs []Violation) {
	slices.SortStableFunc(vs, func(a, b Violation) int { return int(a.Field) - int(b.Field) })
}

// weakness says in words what a password lacks.
func weakness(v Weakness) string {
	switch v.Weakness {
	case password.TooShort:
		return fmt.Sprintf("it must have at least %d characters", v.Min)
	case password.TooCommon:
		return "it is one of the most common passwords"
	case password.EntirelyNumeric:
		return "it is nothing but digits"
	case password.TooSimilar:
		return "it is too similar to the " + v.Attribute
	case password.NoUpper:
		return "it has no upper-case letter"
	case password.NoDigit:
		return "it has no digit"
	default:
		return "it breaks a rule"
	}
}
