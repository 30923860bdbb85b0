package django

import (
	"fmt"
	"slices"
	"strings"

	"perfil/internal/migrate/olddb"
)

// fields lists where Django keeps the values of an account, in the order of Reader. It
// is never written to.
var fields = [...]olddb.Field{
	{Name: "id", Key: true, Needed: true, What: "a whole number as primary key"},
	{Name: "email", Usual: []string{"email"}, Needed: true, What: "the address of each user"},
	{Name: "password", Usual: []string{"password"}, Needed: true, What: "the hashes of passwords"},
	{Name: "date_joined", Usual: []string{"date_joined"}, Needed: true, What: "when each user joined"},
	{Name: "is_active", Usual: []string{"is_active"}, Needed: true, What: "who may sign in"},
	{Name: "is_superuser", Usual: []string{"is_superuser"}},
	{Name: "is_staff", Usual: []string{"is_staff"}},
	{Name: "last_login", Usual: []string{"last_login"}},
	{Name: "username", Usual: []string{"username"}},
	{Name: "first_name", Usual: []string{"first_name"}},
	{Name: "last_name", Usual: []string{"last_name"}},
	{Name: "phone", Usual: []string{"number_phone", "phone_number", "phone", "mobile", "telephone"}},
	{Name: "avatar", Usual: []string{"avatar", "profile_picture", "picture", "photo", "image"}},
}

// shape are the columns that every table of users has. It is never written to.
var shape = [...]string{"email", "password", "date_joined", "is_active", "is_superuser", "last_login"}

// Fields are the names that Options.Map knows.
func Fields() []string { return olddb.Names(fields[:]) }

// isUsers says whether a table has the shape of one of users.
func isUsers(t olddb.Table) bool {
	return !slices.ContainsFunc(shape[:], func(column string) bool { return !t.Has(column) })
}

// find returns the table of users: the one that was named, or the only one that
// has the shape.
func find(tables []olddb.Table, name string) (olddb.Table, error) {
	if name != "" {
		t, found := olddb.Find(tables, name)
		if !found {
			return t, fmt.Errorf("there is no table %s; there are: %s", olddb.Quote(name), list(tables))
		}
		return t, nil
	}
	users := slices.DeleteFunc(slices.Clone(tables), func(t olddb.Table) bool { return !isUsers(t) })
	switch len(users) {
	case 1:
		return users[0], nil
	case 0:
		return olddb.Table{}, fmt.Errorf("no table looks like one of Django's users (with the columns email, password, date_joined, is_active, "+
			"is_superuser and last_login); name it with --table, and columns of other names with --map; there are: %s", list(tables))
	default:
		return olddb.Table{}, fmt.Errorf("more than one table looks like one of Django's users; say which one with --table: %s", list(users))
	}
}

// maxListed is how many tables a sentence lists.
const maxListed = 40

func list(tables []olddb.Table) string {
	names := make([]string, 0, len(tables))
	for _, t := range tables {
		names = append(names, t.String())
	}
	if len(names) > maxListed {
		names = append(names[:maxListed], "...")
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
