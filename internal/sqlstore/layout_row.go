package sqlstore

import (
	"database/sql"
	"encoding/binary"
	"fmt"
	"hash"
	"strings"
	"unicode/utf8"
)

// form reads rows of some columns into values: int64, string, []byte or nil.
// mended counts the texts that it changed, see storable.
type form struct {
	columns []column
	dest    []any
	mended  int64
}

func newForm(columns []column) *form {
	f := &form{columns: columns, dest: make([]any, len(columns))}
	for i := range columns {
		switch columns[i].kind {
		case ofNumbers:
			f.dest[i] = new(sql.NullInt64)
		case ofBytes:
			f.dest[i] = new([]byte)
		default:
			f.dest[i] = new(sql.NullString)
		}
	}
	return f
}

// read gives the row that rows is at, and about how many bytes it takes.
func (f *form) read(rows Rows) (values []any, size int, err error) {
	if err := rows.Scan(f.dest...); err != nil {
		return nil, 0, err
	}
	values = make([]any, len(f.columns))
	for i := range f.columns {
		values[i] = f.value(i)
		size += sizeOf(values[i])
	}
	return values, size, nil
}

func (f *form) value(i int) any {
	c := &f.columns[i]
	if c.left {
		return nil
	}
	switch d := f.dest[i].(type) {
	case *sql.NullInt64:
		return number(*d)
	case *[]byte:
		if *d == nil && !c.null {
			return []byte{} // a driver may give an empty value as none
		}
		if *d == nil {
			return nil
		}
		return *d
	case *sql.NullString:
		whole := storable(d.String)
		if whole != d.String {
			d.String = whole
			f.mended++
		}
		return text(*d)
	}
	return nil
}

// storable makes a text of what PostgreSQL takes for one: bytes that are no
// UTF-8, which SQLite keeps, and NUL become U+FFFD. A header of a request may
// have them, and they may be in the sessions and the audit trail.
func storable(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

// sizeOf is what a value takes, with something for what holds it.
func sizeOf(value any) int {
	const held = 32
	switch v := value.(type) {
	case string:
		return held + len(v)
	case []byte:
		return held + len(v)
	default:
		return held
	}
}

// The first byte of a value in a digest.
const (
	markNull   = 0
	markNumber = 1
	markText   = 2
	markBytes  = 3
)

// feed writes a value to a digest in such a way that no two lists of values are
// written alike: what it is, how long it is, and itself.
func feed(h hash.Hash, value any) error {
	var head [9]byte
	var body []byte
	switch v := value.(type) {
	case nil:
		head[0] = markNull
	case int64:
		head[0] = markNumber
		binary.BigEndian.PutUint64(head[1:], uint64(v))
	case string:
		head[0], body = markText, []byte(v)
		binary.BigEndian.PutUint64(head[1:], uint64(len(v)))
	case []byte:
		head[0], body = markBytes, v
		binary.BigEndian.PutUint64(head[1:], uint64(len(v)))
	default:
		return fmt.Errorf("a row holds a %T", value)
	}
	// A hash takes everything.
	_, _ = h.Write(head[:])
	_, _ = h.Write(body)
	return nil
}
