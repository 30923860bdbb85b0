package olddb

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Field is a value of an account and where a former system keeps it.
type Field struct {
	Name   string
	Usual  []string // columns that are taken for it, the likeliest first
	Key    bool     // the primary key is taken for it
	Needed bool     // there is no import without it
	What   string   // it is, in words for who has to name its column; may be ""
}

// Names are those of fields, which an operator may give a column.
func Names(fields []Field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}

// Columns says which column is read for which field.
type Columns struct {
	Fields  []string // names of fields
	Columns []string // of the table, in the same order
	Left    []string // that no field takes: they stay behind
}

// Assign finds the column of each field. What wanted has goes before what is
// usual; an empty column there means none. Its errors are sentences for the operator.
func Assign(t Table, fields []Field, wanted map[string]string) (Columns, error) {
	var c Columns
	var wrong []error
	for _, f := range fields {
		column, err := f.column(t, wanted)
		if err != nil {
			wrong = append(wrong, err)
		}
		if column != "" {
			c.Fields, c.Columns = append(c.Fields, f.Name), append(c.Columns, column)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		if names := Names(fields); !slices.Contains(names, name) {
			wrong = append(wrong, fmt.Errorf("--map knows %s, not %s", strings.Join(names, ", "), Quote(name)))
		}
	}
	for _, column := range t.Columns {
		if !slices.Contains(c.Columns, column.Name) {
			c.Left = append(c.Left, column.Name)
		}
	}
	return c, errors.Join(wrong...)
}

func (f *Field) column(t Table, wanted map[string]string) (string, error) {
	column, given := wanted[f.Name]
	if !given {
		column = f.found(t)
	}
	switch {
	case column != "" && !t.Has(column):
		return "", fmt.Errorf("%s has no column %s (--map %s=%s)", t, Quote(column), f.Name, column)
	case column == "" && f.Needed:
		what := f.Name
		if f.What != "" {
			what += ", " + f.What
		}
		return "", fmt.Errorf("%s has no column for %s: name one with --map %s=COLUMN", t, what, f.Name)
	default:
		return column, nil
	}
}

// found is the column that is taken for a field if nobody names one, "" if none is.
func (f *Field) found(t Table) string {
	if f.Key {
		return t.Key()
	}
	for _, usual := range f.Usual {
		if t.Has(usual) {
			return usual
		}
	}
	return ""
}
