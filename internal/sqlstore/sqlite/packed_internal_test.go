package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"testing"
)

// FuzzUnpack reads rows that no statement gives. What is read and packed again must
// be what was read, and nothing may be told of what is refused.
func FuzzUnpack(f *testing.F) {
	for _, row := range []string{"1:a:2:127", "0:::7", "", ":", "1:", "99:a:1:1", "-1:a:1:1", "1:a:x:1", "1:a1:x1:11", "18446744073709551616:a"} {
		f.Add(row)
	}
	f.Fuzz(func(t *testing.T, row string) {
		was, err := read(row)
		if err != nil {
			if err != errPacking {
				t.Errorf("%q is refused with %q", row, err)
			}
			return
		}
		again, err := read(was.packed())
		if err != nil || again != was {
			t.Errorf("%q is read as %+v, and packed again as %+v, %v", row, was, again, err)
		}
	})
}

// fields is a row with a column of each kind.
type fields struct {
	text  string
	maybe sql.NullString
	when  sql.NullInt64
	last  int64
}

func read(row string) (f fields, err error) {
	err = unpack(row, []any{&f.text, &f.maybe, &f.when, &f.last})
	return f, err
}

// packed is what the statement would make of it.
func (f fields) packed() string {
	row := fmt.Sprintf("%d:%s", len(f.text), f.text)
	if f.maybe.Valid {
		row += strconv.Itoa(len(f.maybe.String))
	}
	row += ":" + f.maybe.String
	if f.when.Valid {
		when := strconv.FormatInt(f.when.Int64, 10)
		row += strconv.Itoa(len(when)) + ":" + when
	} else {
		row += ":"
	}
	return row + strconv.FormatInt(f.last, 10)
}

func TestAValueThatIsMissingWhereNoneMayBeIsRefused(t *testing.T) {
	var text string
	var number, last int64
	if err := unpack(":1", []any{&text, &last}); !errors.Is(err, errPacking) {
		t.Errorf("a text: %v", err)
	}
	if err := unpack(":1", []any{&number, &last}); !errors.Is(err, errPacking) {
		t.Errorf("a number: %v", err)
	}
	if err := unpack("1:a1", []any{&[]byte{}, &last}); !errors.Is(err, errPacking) {
		t.Errorf("bytes: %v", err)
	}
}
