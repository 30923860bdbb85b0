package django

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"perfil/internal/account"
	"perfil/internal/migrate/sqlfile"
	"perfil/internal/password"
)

// Target writes accounts as rows of Django's table of users.
type Target struct {
	file    *sqlfile.File
	dialect sqlfile.Dialect
	fields  []string // in the order of the columns
	fixed   []sqlfile.Value
}

// TargetOptions say where the rows go.
type TargetOptions struct {
	Dialect sqlfile.Dialect
	Table   string            // "": auth_user
	Map     map[string]string // columns by field; phone and avatar have none unless it names one
	Set     map[string]string // columns that get the same value in every row that is new
}

// targetFields are the fields that go into Django's own model, the key first.
var targetFields = [...]string{
	"id", "username", "email", "password", "first_name", "last_name",
	"is_active", "is_staff", "is_superuser", "date_joined", "last_login",
}

// NewTarget begins the file.
func NewTarget(w io.Writer, o TargetOptions) (*Target, error) {
	if o.Table == "" {
		o.Table = "auth_user"
	}
	for name := range o.Map {
		if !slices.Contains(Fields(), name) {
			return nil, fmt.Errorf("--map knows %s, not %q", strings.Join(Fields(), ", "), name)
		}
	}
	t := &Target{dialect: o.Dialect}
	var columns []string
	for _, f := range append(targetFields[:], "phone", "avatar") {
		column, given := o.Map[f]
		if !given && f != "phone" && f != "avatar" {
			column = f
		}
		if column != "" {
			t.fields, columns = append(t.fields, f), append(columns, column)
		}
	}
	if !slices.Contains(t.fields, "id") {
		return nil, fmt.Errorf("rows cannot go without a column for id")
	}
	fresh := slices.Sorted(maps.Keys(o.Set))
	for _, column := range fresh {
		t.fixed = append(t.fixed, o.Dialect.Constant(o.Set[column]))
	}
	t.file = sqlfile.New(w, o.Dialect, sqlfile.Table{Name: o.Table, Columns: columns, Fresh: fresh},
		"Accounts of Perfil as users of Django. Rows with the same id are written over; accounts",
		"that were deleted in Perfil are not deleted by this file. It holds password hashes.")
	return t, nil
}

// Put writes one account.
func (t *Target) Put(a *account.Account) (lost []string, left bool, err error) {
	hash, lost := hashFor(a.PasswordHash)
	d := t.dialect
	values := make([]sqlfile.Value, 0, len(t.fields)+len(t.fixed))
	all := map[string]sqlfile.Value{
		"id":           sqlfile.Number(int64(a.ID)),
		"username":     d.Text(a.Username),
		"email":        d.Text(a.Email),
		"password":     d.Text(hash),
		"first_name":   d.Text(a.FirstName),
		"last_name":    d.Text(a.LastName),
		"is_active":    d.Flag(a.Status == account.StatusActive),
		"is_staff":     d.Flag(a.Role != account.RoleUser),
		"is_superuser": d.Flag(a.Role == account.RoleAdmin),
		"date_joined":  d.Time(a.CreatedAt, time.UTC, true),
		"last_login":   d.Time(a.LastLoginAt, time.UTC, true),
		"phone":        d.OrNull(a.Phone),
		"avatar":       sqlfile.Null,
	}
	if a.Avatar != "" {
		all["avatar"] = d.Text("avatars/" + a.Avatar)
	}
	for _, f := range t.fields {
		values = append(values, all[f])
	}
	lost = append(lost, t.losses(a)...)
	for _, what := range lost {
		t.file.Remark(fmt.Sprintf("account %d: %s", a.ID, what))
	}
	return lost, false, t.file.Row(append(values, t.fixed...)...)
}

// losses says what has no column there.
func (t *Target) losses(a *account.Account) (lost []string) {
	for _, f := range []struct {
		field, value, what string
	}{
		{"phone", a.Phone, "the phone has no column (--map phone=COLUMN)"},
		{"avatar", a.Avatar, "the avatar has no column (--map avatar=COLUMN)"},
	} {
		if f.value != "" && !slices.Contains(t.fields, f.field) {
			lost = append(lost, f.what)
		}
	}
	if a.Status == account.StatusSuspended {
		lost = append(lost, "suspended becomes inactive, which is all that Django knows")
	}
	return lost
}

// End completes the file.
func (t *Target) End() error { return t.file.End() }

// hashFor spells a hash as Django does. "!" is a password that nobody has.
func hashFor(h password.Hash) (spelled string, lost []string) {
	form, err := password.Recognize(h)
	text := string(h)
	switch {
	case err != nil:
	case form == password.Unusable:
		return "!" + strings.TrimPrefix(text, "!"), nil
	case form == password.Argon2id, form == password.Argon2i:
		return "argon2" + text, nil
	case form == password.Bcrypt:
		return "bcrypt$" + text, nil
	case form >= password.DjangoPBKDF2SHA1:
		return text, nil
	}
	return "!", []string{"Django has no hasher for a password hash of " + form.String() + ": a new password is needed there"}
}
