package django

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"perfil/internal/migrate/olddb"
)

// field is a value of an account and where Django keeps it.
type field struct {
	name    string
	usual   []string // columns that are taken for it, the likeliest first
	shape   bool     // a table of users has it
	without string   // why there is no import without it; "" if there is
}

// fields lists them all, in the order of Reader. It is never written to.
var fields = [...]field{
	{name: "id", without: "a whole number as primary key"},
	{name: "email", usual: []string{"email"}, shape: true, without: "the address of each user"},
	{name: "password", usual: []string{"password"}, shape: true, without: "the hashes of passwords"},
	{name: "date_joined", usual: []string{"date_joined"}, shape: true, without: "when each user joined"},
	{name: "is_active", usual: []string{"is_active"}, shape: true, without: "who may sign in"},
	{name: "is_superuser", usual: []string{"is_superuser"}, shape: true},
	{name: "is_staff", usual: []string{"is_staff"}},
	{name: "last_login", usual: []string{"last_login"}, shape: true},
	{name: "username", usual: []string{"username"}},
	{name: "first_name", usual: []string{"first_name"}},
	{name: "last_name", usual: []string{"last_name"}},
	{name: "phone", usual: []string{"number_phone", "phone_number", "phone", "mobile", "telephone"}},
	{name: "avatar", usual: []string{"avatar", "profile_picture", "picture", "photo", "image"}},
}

// Fields are the names that Options.Map knows.
func Fields() []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	return names
}

// isUsers says whether a table has the shape of one of users.
func isUsers(t olddb.Table) bool {
	for _, f := range fields {
		if f.shape && !t.Has(f.usual[0]) {
			return false
		}
	}
	return true
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

// Columns says which column is read for which field.
type Columns struct {
	Fields  []string // names of fields
	Columns []string // of the table, in the same order
	Left    []string // that no field takes: they stay behind
}

// assign finds the column of each field. What wanted has goes before what is
// usual; an empty column there means none.
func assign(t olddb.Table, wanted map[string]string) (Columns, error) {
	var c Columns
	var missing []error
	for _, f := range fields {
		column, err := f.column(t, wanted)
		if err != nil {
			missing = append(missing, err)
		}
		if column != "" {
			c.Fields, c.Columns = append(c.Fields, f.name), append(c.Columns, column)
		}
	}
	for name := range wanted {
		if !slices.Contains(Fields(), name) {
			missing = append(missing, fmt.Errorf("--map knows %s, not %s", strings.Join(Fields(), ", "), olddb.Quote(name)))
		}
	}
	for _, column := range t.Columns {
		if !slices.Contains(c.Columns, column.Name) {
			c.Left = append(c.Left, column.Name)
		}
	}
	return c, errors.Join(missing...)
}

func (f field) column(t olddb.Table, wanted map[string]string) (string, error) {
	column, given := wanted[f.name]
	switch {
	case given && column != "" && !t.Has(column):
		return "", fmt.Errorf("%s has no column %s (--map %s=%s)", t, olddb.Quote(column), f.name, column)
	case !given && f.name == "id":
		column = t.Key()
	case !given:
		for _, usual := range f.usual {
			if t.Has(usual) {
				column = usual
				break
			}
		}
	}
	if column == "" && f.without != "" {
		return "", fmt.Errorf("%s has no column for %s, %s: name one with --map %s=COLUMN", t, f.name, f.without, f.name)
	}
	return column, nil
}
