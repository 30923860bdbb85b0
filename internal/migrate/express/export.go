package express

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"perfil/internal/account"
	"perfil/internal/migrate/sqlfile"
	"perfil/internal/password"
)

// Target writes accounts as rows of the table users.
type Target struct {
	file    *sqlfile.File
	dialect sqlfile.Dialect
	zone    *time.Location
}

// TargetOptions say where the rows go.
type TargetOptions struct {
	Dialect sqlfile.Dialect
	Table   string         // "": users
	Zone    *time.Location // of the times, which are stored without one; nil: UTC
}

// What the table takes, in characters.
const (
	nameMax  = 100
	emailMax = 150
)

// NewTarget begins the file. Roles keep the numbers that the contract documents:
// the table role of the application must have them.
func NewTarget(w io.Writer, o TargetOptions) *Target {
	if o.Table == "" {
		o.Table = "users"
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	columns := []string{"user_id", "name", "email", "password", "role_id", "status", "registration_date", "last_session"}
	return &Target{dialect: o.Dialect, zone: o.Zone, file: sqlfile.New(w, o.Dialect, sqlfile.Table{Name: o.Table, Columns: columns},
		"Accounts of Perfil as rows of an Express application. Rows with the same user_id are written over;",
		"accounts that were deleted in Perfil are not deleted by this file. It holds password hashes.",
		"User names have no column. The table role must have 1 for admin, 2 for user and 3 for operator.")}
}

// Put writes one account.
func (t *Target) Put(a *account.Account) (lost []string, left bool, err error) {
	name := a.Name()
	if utf8.RuneCountInString(name) > nameMax {
		lost = append(lost, fmt.Sprintf("left out: its name is longer than %d characters", nameMax))
	}
	if utf8.RuneCountInString(a.Email) > emailMax {
		lost = append(lost, fmt.Sprintf("left out: its email is longer than %d characters", emailMax))
	}
	left = len(lost) > 0
	hash, ok := hashFor(a.PasswordHash)
	if !ok && !left {
		form, _ := password.Recognize(a.PasswordHash)
		lost = append(lost, "only bcrypt is known there, no password hash of "+form.String()+": a new password is needed")
	}
	if a.Phone != "" && !left {
		lost = append(lost, "the phone has no column")
	}
	if a.Avatar != "" && !left {
		lost = append(lost, "the avatar has no column")
	}
	for _, what := range lost {
		t.file.Remark(fmt.Sprintf("account %d: %s", a.ID, what))
	}
	if left {
		return lost, true, nil
	}
	d := t.dialect
	return lost, false, t.file.Row(
		sqlfile.Number(int64(a.ID)), d.Text(name), d.Text(a.Email), d.Text(hash), sqlfile.Number(int64(a.Role.Number())),
		d.Text(a.Status.String()), d.Time(a.CreatedAt, t.zone, false), d.Time(a.LastLoginAt, t.zone, false),
	)
}

// End completes the file.
func (t *Target) End() error { return t.file.End() }

// hashFor spells a hash as npm's bcrypt does. "!" is a password that nobody has,
// and bcrypt refuses it.
func hashFor(h password.Hash) (spelled string, ok bool) {
	form, err := password.Recognize(h)
	switch {
	case err != nil:
		return "!", false
	case form == password.Bcrypt:
		return string(h), true
	case form == password.DjangoBcrypt:
		return strings.TrimPrefix(string(h), "bcrypt$"), true
	default:
		return "!", form == password.Unusable
	}
}
