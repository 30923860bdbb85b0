package olddb

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// MaxText bounds a value in bytes. No account that can be taken has a longer one.
const MaxText = 4096

// Reader reads the values of one row after the other, by the names that a source
// gives to columns, and collects what is wrong with them.
type Reader struct {
	Zone   *time.Location // of times without a zone
	Faults []string       // of the row that was set last

	columns map[string]int
	names   []string
	values  []Value
}

// NewReader makes a Reader for rows of these columns. names are those of the
// source, columns those of the table, in the same order.
func NewReader(names, columns []string, zone *time.Location) *Reader {
	r := &Reader{Zone: zone, columns: make(map[string]int, len(names)), names: columns}
	for i, n := range names {
		r.columns[n] = i
	}
	return r
}

// Set begins with another row.
func (r *Reader) Set(values []Value) { r.values, r.Faults = values, nil }

// Has says whether the table has a column for this name.
func (r *Reader) Has(name string) bool {
	_, found := r.columns[name]
	return found
}

func (r *Reader) value(name string) (Value, string) {
	i, found := r.columns[name]
	if !found {
		return Value{Null: true}, name
	}
	return r.values[i], r.names[i]
}

func (r *Reader) faultf(format string, args ...any) {
	r.Faults = append(r.Faults, fmt.Sprintf(format, args...))
}

// IsNull says whether a value is NULL, or its column not there.
func (r *Reader) IsNull(name string) bool {
	v, _ := r.value(name)
	return v.Null
}

// Text reads a text. NULL, and a column that is not there, are "".
func (r *Reader) Text(name string) string {
	v, column := r.value(name)
	if len(v.Text) > MaxText {
		r.faultf("%s is longer than %d bytes", column, MaxText)
		return ""
	}
	return v.Text
}

// ID reads an integer that must be there.
func (r *Reader) ID(name string) int64 {
	v, column := r.value(name)
	n, err := strconv.ParseInt(v.Text, 10, 64)
	switch {
	case v.Null:
		r.faultf("%s is NULL", column)
	case err != nil:
		r.faultf("%s is %s, not a whole number of 64 bits", column, Quote(v.Text))
	}
	return n
}

// Flag reads a truth value; a column that is not there is otherwise.
func (r *Reader) Flag(name string, otherwise bool) bool {
	if !r.Has(name) {
		return otherwise
	}
	v, column := r.value(name)
	switch strings.ToLower(v.Text) {
	case "true", "t", "1":
		return true
	case "false", "f", "0":
		return false
	}
	if v.Null {
		r.faultf("%s is NULL", column)
	} else {
		r.faultf("%s is %s, neither true nor false", column, Quote(v.Text))
	}
	return false
}

// isNoDate says whether a value is what MySQL writes for a date that is none.
func isNoDate(text string) bool { return strings.HasPrefix(text, "0000-00-00") }

// Time reads a time. NULL, MySQL's date of zeros, and a column that is not there,
// are the zero Time.
func (r *Reader) Time(name string) time.Time {
	v, column := r.value(name)
	if v.Null || isNoDate(v.Text) {
		return time.Time{}
	}
	t, err := ParseTime(v.Text, r.Zone)
	if err != nil {
		r.faultf("%s is %s, which is no time", column, Quote(v.Text))
	}
	return t
}

// Needed is a fault if the value is NULL, or MySQL's date of zeros.
func (r *Reader) Needed(names ...string) {
	for _, name := range names {
		switch v, column := r.value(name); {
		case v.Null:
			r.faultf("%s is NULL", column)
		case isNoDate(v.Text):
			r.faultf("%s is %s", column, Quote(v.Text))
		}
	}
}

// maxQuoted is how much of a foreign text a sentence shows.
const maxQuoted = 60

// Quote shows a foreign text inside a sentence: short, and without control
// characters.
func Quote(s string) string {
	if utf8.RuneCountInString(s) <= maxQuoted {
		return strconv.Quote(s)
	}
	return strconv.Quote(string([]rune(s)[:maxQuoted])) + "..."
}
