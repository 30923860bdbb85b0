package sqlite

import (
	"database/sql"
	"errors"
	"testing"
)

// FuzzUnpack reads rows that no statement gives: it may refuse them, and must not
// read beyond them.
func FuzzUnpack(f *testing.F) {
	for _, row := range []string{"1:a:2:127", "0:::7", "", ":", "1:", "99:a:1:1", "-1:a:1:1", "1:a:x:1", "18446744073709551616:a"} {
		f.Add(row)
	}
	f.Fuzz(func(t *testing.T, row string) {
		var (
			text  string
			maybe sql.NullString
			when  sql.NullInt64
			last  int64
		)
		if err := unpack(row, []any{&text, &maybe, &when, &last}); err != nil {
			return
		}
		if len(text)+len(maybe.String) > len(row) {
			t.Errorf("%q holds no %q and %q", row, text, maybe.String)
		}
	})
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
