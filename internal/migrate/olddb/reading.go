package olddb

import (
	"context"
	"time"
)

// Reading is a table of which columns are read as fields.
type Reading struct {
	Columns

	db    *DB
	table Table
	zone  *time.Location
}

// Read says what is read of a table, see Assign. The first field is the key. zone is
// that of times without one; nil: UTC.
func (d *DB) Read(t Table, fields []Field, wanted map[string]string, zone *time.Location) (*Reading, error) {
	columns, err := Assign(t, fields, wanted)
	if err != nil {
		return nil, err
	}
	if zone == nil {
		zone = time.UTC
	}
	return &Reading{Columns: columns, db: d, table: t, zone: zone}, nil
}

// Table is the table that is read.
func (r *Reading) Table() string { return r.table.String() }

// Count is how many rows there are.
func (r *Reading) Count(ctx context.Context) (int64, error) { return r.db.Count(ctx, r.table) }

// Each reads the rows in the order of the key. The Reader is good until fn returns.
func (r *Reading) Each(ctx context.Context, fn func(*Reader) error) error {
	row := NewReader(r.Fields, r.Columns.Columns, r.zone)
	return r.db.Each(ctx, r.table, r.Columns.Columns, r.Columns.Columns[0], func(values []Value) error {
		row.Set(values)
		return fn(row)
	})
}
