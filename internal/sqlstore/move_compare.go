package sqlstore

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
)

// Sum is what a table holds, in short: equal for equal rows, whatever database
// keeps them.
type Sum struct {
	Table  string
	Rows   int64
	Digest [sha256.Size]byte
}

// Compared is what Compare found.
type Compared struct {
	Tables []Sum
	// Mended is how many texts held bytes that are no text, and came over with
	// U+FFFD in their place.
	Mended int64
}

// Compare reads both databases from the first to the last row and tells what
// they hold, if it is the same. read hears how many rows more were read, of both.
// *DifferenceError.
func (m *Move) Compare(ctx context.Context, read func(rows int)) (Compared, error) {
	source, mended, err := m.sums(ctx, m.from, read)
	if err != nil {
		return Compared{}, fmt.Errorf("the source cannot be read: %w", err)
	}
	target, _, err := m.sums(ctx, m.to, read)
	if err != nil {
		return Compared{}, fmt.Errorf("the target cannot be read: %w", err)
	}
	var different []string
	for i := range source {
		if source[i] != target[i] {
			different = append(different, source[i].Table)
		}
	}
	if different != nil {
		return Compared{}, &DifferenceError{different}
	}
	return Compared{Tables: source, Mended: mended}, nil
}

// sums reads a whole database as it stands at one moment.
func (m *Move) sums(ctx context.Context, e Engine, read func(int)) (sums []Sum, mended int64, err error) {
	err = e.Snapshot(ctx, func(c Conn) error {
		for i := range m.tables {
			f := newForm(m.tables[i].columns)
			sum, err := m.tables[i].sum(ctx, c, f, read)
			if err != nil {
				return fmt.Errorf("the table %s: %w", m.tables[i].name, err)
			}
			sums = append(sums, sum)
			mended += f.mended
		}
		return nil
	})
	return sums, mended, err
}

// sum reads a whole table. The digest begins with what the columns are called,
// so that none can be taken for another.
func (t *table) sum(ctx context.Context, c Conn, f *form, read func(int)) (Sum, error) {
	h := sha256.New()
	if err := feed(h, t.name+"("+strings.Join(t.names(), ",")+")"); err != nil {
		return Sum{}, err
	}
	var n int64
	err := all(ctx, c, func(rows Rows) error {
		values, _, err := f.read(rows)
		if err != nil {
			return err
		}
		for _, value := range values {
			if err := feed(h, value); err != nil {
				return err
			}
		}
		const often = 1024
		if n++; n%often == 0 {
			read(often)
		}
		return nil
	}, t.all())
	sum := Sum{Table: t.name, Rows: n}
	h.Sum(sum.Digest[:0])
	return sum, err
}
