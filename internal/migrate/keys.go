package migrate

import (
	"perfil/internal/account"
)

// key is a member of the JSON object that is an account.
type key struct {
	name     string
	required bool
	read     func(*account.Account, value) fault
}

// keys lists the members, in the order in which an export writes them. It is
// never written to.
//
// The required ones have no value that could be guessed: a missing status must
// not make a suspended account active. The others are unset when they are
// missing or null.
//
// The last three are what Perfil knows besides, so that an export and an import
// lose nothing: email_verified_at; valid_after, before which tokens of other
// systems do not count; and version, from which ETags are made. Starting that
// over would let a client that still holds an old ETag overwrite what it has
// not seen. Sessions do not travel: who holds a token of this system signs in
// again, and who holds one of the former system goes on using it.
var keys = [...]key{
	{name: "id", required: true, read: func(a *account.Account, v value) fault {
		return v.number((*int64)(&a.ID))
	}},
	{name: "username", required: true, read: func(a *account.Account, v value) fault {
		return v.text(&a.Username)
	}},
	{name: "email", required: true, read: func(a *account.Account, v value) fault {
		return v.text(&a.Email)
	}},
	{name: "first_name", read: func(a *account.Account, v value) fault {
		return v.text(&a.FirstName)
	}},
	{name: "last_name", read: func(a *account.Account, v value) fault {
		return v.text(&a.LastName)
	}},
	{name: "phone", read: func(a *account.Account, v value) fault {
		return v.text(&a.Phone)
	}},
	{name: "avatar", read: func(a *account.Account, v value) fault {
		return v.text(&a.Avatar)
	}},
	{name: "role", required: true, read: func(a *account.Account, v value) fault {
		return v.role(&a.Role)
	}},
	{name: "status", required: true, read: func(a *account.Account, v value) fault {
		return v.status(&a.Status)
	}},
	{name: "password_hash", required: true, read: func(a *account.Account, v value) fault {
		return v.text((*string)(&a.PasswordHash))
	}},
	{name: "created_at", required: true, read: func(a *account.Account, v value) fault {
		return v.time(&a.CreatedAt)
	}},
	{name: "last_login_at", read: func(a *account.Account, v value) fault {
		return v.time(&a.LastLoginAt)
	}},
	{name: "email_verified_at", read: func(a *account.Account, v value) fault {
		return v.time(&a.EmailVerifiedAt)
	}},
	{name: "valid_after", read: func(a *account.Account, v value) fault {
		return v.time(&a.ValidAfter)
	}},
	{name: "version", read: func(a *account.Account, v value) fault {
		return v.number(&a.Version)
	}},
}
