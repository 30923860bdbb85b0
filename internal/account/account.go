package account

import (
	"strings"
	"time"

	"perfil/internal/password"
)

// ID identifies an account. It is positive, is never given twice, and goes out
// to clients as it is, because both contracts show integers. Zero is nobody.
type ID int64

// Account is one person as the store keeps it. It carries no wire tags: each
// contract writes its own shape.
//
// A value is copied freely; the copies that the service hands out are never
// changed behind the holder's back.
type Account struct {
	ID        ID
	Username  string // unique, compared exactly
	Email     string // unique, always lower-case
	FirstName string
	LastName  string
	Phone     string // "" is unset
	Avatar    string // name of the stored image, "" is none
	Role      Role
	Status    Status

	PasswordHash password.Hash

	CreatedAt       time.Time
	LastLoginAt     time.Time // zero: has never signed in
	EmailVerifiedAt time.Time // zero: nobody has shown that the address is theirs

	// ValidAfter ends what carries no session: a token that another system
	// issued is good only if it was issued at or after this moment.
	ValidAfter time.Time

	// Version counts the changes of what a profile shows. It is the ETag.
	Version int64
}

// Name is the full name in one piece, as the contracts that know only one name
// show it.
func (a *Account) Name() string {
	return strings.TrimSpace(a.FirstName + " " + a.LastName)
}

// SetName stores a full name in the two parts that the account keeps: it splits
// at the first space, so that Name gives back exactly what was written. The
// name that is already there changes neither part, because a form that sends
// back what it read must not move "María José | García" to "María | José García".
func (a *Account) SetName(name string) {
	name = strings.TrimSpace(name)
	if name == a.Name() {
		return
	}
	a.FirstName, a.LastName, _ = strings.Cut(name, " ")
}

// sameProfile says whether two states of an account show the same profile.
// What it compares is what any contract shows; a difference must make the ETag
// stale.
func (a *Account) sameProfile(b *Account) bool {
	return a.Username == b.Username && a.Email == b.Email &&
		a.FirstName == b.FirstName && a.LastName == b.LastName &&
		a.Phone == b.Phone && a.Avatar == b.Avatar &&
		a.Role == b.Role && a.Status == b.Status &&
		a.LastLoginAt.Equal(b.LastLoginAt)
}
