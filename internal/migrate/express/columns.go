package express

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"perfil/internal/migrate/olddb"
)

// field is a value of an account and where the application keeps it.
type field struct {
	name   string
	usual  []string
	needed bool
}

// fields lists them all, in the order of Reader. It is never written to.
var fields = [...]field{
	{name: "id", usual: []string{"user_id", "id"}, needed: true},
	{name: "name", usual: []string{"name"}, needed: true},
	{name: "email", usual: []string{"email"}, needed: true},
	{name: "password", usual: []string{"password", "password_hash"}, needed: true},
	{name: "role_id", usual: []string{"role_id"}, needed: true},
	{name: "status", usual: []string{"status"}, needed: true},
	{name: "registration_date", usual: []string{"registration_date", "created_at"}, needed: true},
	{name: "last_session", usual: []string{"last_session"}},
}

// Fields are the names that Options.Map knows.
func Fields() []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	return names
}

// Columns says which column is read for which field.
type Columns struct {
	Fields  []string
	Columns []string // in the same order
	Left    []string // that no field takes: they stay behind
}

func findUsers(tables []olddb.Table, name string) (olddb.Table, error) {
	wanted := name
	if wanted == "" {
		wanted = "users"
	}
	if t, found := olddb.Find(tables, wanted); found {
		return t, nil
	}
	return olddb.Table{}, fmt.Errorf("there is no table %s: name the one with the users with --table", olddb.Quote(wanted))
}

func assign(t olddb.Table, wanted map[string]string) (Columns, error) {
	var c Columns
	var wrong []error
	for _, f := range fields {
		column, err := f.column(t, wanted)
		if err != nil {
			wrong = append(wrong, err)
		}
		if column != "" {
			c.Fields, c.Columns = append(c.Fields, f.name), append(c.Columns, column)
		}
	}
	for name := range wanted {
		if !slices.Contains(Fields(), name) {
			wrong = append(wrong, fmt.Errorf("--map knows %s, not %s", strings.Join(Fields(), ", "), olddb.Quote(name)))
		}
	}
	for _, column := range t.Columns {
		if !slices.Contains(c.Columns, column.Name) {
			c.Left = append(c.Left, column.Name)
		}
	}
	return c, errors.Join(wrong...)
}

func (f field) column(t olddb.Table, wanted map[string]string) (string, error) {
	column, given := wanted[f.name]
	if !given {
		for _, usual := range f.usual {
			if t.Has(usual) {
				return usual, nil
			}
		}
	}
	switch {
	case column != "" && !t.Has(column):
		return "", fmt.Errorf("%s has no column %s (--map %s=%s)", t, olddb.Quote(column), f.name, column)
	case column == "" && f.needed:
		return "", fmt.Errorf("%s has no column for %s: name one with --map %s=COLUMN", t, f.name, f.name)
	default:
		return column, nil
	}
}
