package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"perfil/internal/sqlstore"
)

// packedMark begins every statement whose row is packed, and no other.
const packedMark = "WITH packed("

// errPacking says that a row is not as its statement packs it.
var errPacking = errors.New("a packed row cannot be read")

// packed words a statement that finds one row so that it gives one text with all
// the columns, each but the last as its length in bytes, a colon and the value; one
// that is NULL has no length. The last must not be NULL.
//
// For each column of a result the driver asks SQLite for its name, the type that it
// was declared with, the type that it has and the value, and makes three texts of
// that, which takes several times as long as finding the row.
func packed(statement string, columns int) string {
	names := make([]string, columns)
	for i := range names {
		names[i] = "c" + strconv.Itoa(i+1)
	}
	var parts strings.Builder
	for _, name := range names[:columns-1] {
		fmt.Fprintf(&parts, "octet_length(%[1]s), ':', %[1]s, ", name)
	}
	return packedMark + strings.Join(names, ", ") + ") AS (" + statement + ")\n" +
		"SELECT concat(" + parts.String() + names[columns-1] + ") FROM packed"
}

// packPointReads packs what is asked for with every request that finds nothing in
// memory, and with every change.
func packPointReads(s *sqlstore.Statements) {
	const columns = 15
	for _, account := range []*string{&s.FindByID, &s.FindByUsername, &s.FindByEmail, &s.FindByAvatar, &s.LockByID} {
		*account = packed(*account, columns)
	}
	for _, holder := range []*string{&s.FindOfSession, &s.FindOfToken} {
		*holder = packed(*holder, columns+1)
	}
}

// unpack reads what packed gives. Texts are parts of row, so one is allocated and
// not ten.
func unpack(row string, dest []any) error {
	for i, d := range dest {
		value, there := row, true
		if i < len(dest)-1 {
			length, rest, found := strings.Cut(row, ":")
			n, err := strconv.Atoi(length)
			there = length != ""
			if !found || there && (err != nil || n < 0 || n > len(rest)) {
				return errPacking
			}
			value, row = rest[:n], rest[n:]
		}
		if err := unpackOne(value, there, d); err != nil {
			return err
		}
	}
	return nil
}

func unpackOne(value string, there bool, dest any) (err error) {
	switch d := dest.(type) {
	case *sql.NullString:
		*d = sql.NullString{String: value, Valid: there}
		return nil
	case *sql.NullInt64:
		if *d = (sql.NullInt64{Valid: there}); there {
			d.Int64, err = number(value)
		}
		return err
	}
	if !there {
		return errPacking
	}
	switch d := dest.(type) {
	case *string:
		*d = value
	case *int64:
		*d, err = number(value)
	default:
		err = fmt.Errorf("%w: nothing of it is read into a %T", errPacking, dest)
	}
	return err
}

// number says nothing of a value that is none: it may be a part of another, such as
// a hash.
func number(value string) (int64, error) {
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return 0, errPacking
	}
	return n, nil
}
