package sqlfile

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Dialect is the kind of database that the file is for.
type Dialect string

// The dialects.
const (
	PostgreSQL Dialect = "postgres"
	MySQL      Dialect = "mysql"
	SQLite     Dialect = "sqlite"
)

// Value is a value as SQL.
type Value string

// Null is no value.
const Null Value = "NULL"

// Number writes an integer.
func Number(n int64) Value { return Value(strconv.FormatInt(n, 10)) }

// Text writes a text. A backslash means itself to two of the databases.
func (d Dialect) Text(s string) Value {
	if d == MySQL {
		s = strings.ReplaceAll(s, `\`, `\\`)
	}
	return Value("'" + strings.ReplaceAll(s, "'", "''") + "'")
}

// OrNull is Text, or NULL for the empty text.
func (d Dialect) OrNull(s string) Value {
	if s == "" {
		return Null
	}
	return d.Text(s)
}

// Flag writes a truth value.
func (d Dialect) Flag(b bool) Value {
	switch {
	case d == PostgreSQL:
		return Value(strconv.FormatBool(b))
	case b:
		return "1"
	default:
		return "0"
	}
}

// Time writes a time in zone with microseconds, which is as exact as these
// databases are; NULL for none. With an offset where the database knows one.
func (d Dialect) Time(t time.Time, zone *time.Location, offset bool) Value {
	if t.IsZero() {
		return Null
	}
	layout := "2006-01-02 15:04:05.000000"
	if offset && d == PostgreSQL {
		layout += "-07:00"
	}
	return Value("'" + t.In(zone).Format(layout) + "'")
}

// Constant reads what an operator wants to stand in a column of every row: a
// number, true, false or null as such, anything else as a text.
func (d Dialect) Constant(s string) Value {
	switch strings.ToLower(s) {
	case "true", "false":
		return d.Flag(strings.EqualFold(s, "true"))
	case "null":
		return Null
	}
	if _, err := strconv.ParseInt(s, 10, 64); err == nil {
		return Value(s)
	}
	return d.Text(s)
}

// name quotes an identifier; a dot parts schema and table.
func (d Dialect) name(s string) string {
	mark := `"`
	if d == MySQL {
		mark = "`"
	}
	parts := strings.Split(s, ".")
	for i, p := range parts {
		parts[i] = mark + strings.ReplaceAll(p, mark, mark+mark) + mark
	}
	return strings.Join(parts, ".")
}

// column is a name without parts.
func (d Dialect) column(s string) string {
	mark := `"`
	if d == MySQL {
		mark = "`"
	}
	return mark + strings.ReplaceAll(s, mark, mark+mark) + mark
}

// Parse reads the name of a dialect.
func Parse(s string) (Dialect, error) {
	switch d := Dialect(s); d {
	case PostgreSQL, MySQL, SQLite:
		return d, nil
	default:
		return "", fmt.Errorf("the dialect must be %s, %s or %s, not %q", PostgreSQL, MySQL, SQLite, s)
	}
}
