package olddb

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// Value is a value in the words of the database, or NULL.
type Value struct {
	Text string
	Null bool
}

// Count is how many rows a table has.
func (d *DB) Count(ctx context.Context, t Table) (n int64, err error) {
	err = d.tx.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+d.dialect.table(t)).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("the rows of %s cannot be counted: %w", t, err)
	}
	return n, nil
}

// Each calls fn for every row of a table, in the order of the column by, with
// the values of columns, which are good until fn returns. An error of fn ends it and is returned.
func (d *DB) Each(ctx context.Context, t Table, columns []string, by string, fn func([]Value) error) error {
	list := make([]string, len(columns))
	for i, c := range columns {
		list[i] = d.dialect.asText(t.column(c))
	}
	// With the name of the table, or some databases order by the text.
	query := fmt.Sprintf("SELECT %s FROM %s AS r ORDER BY r.%s", strings.Join(list, ", "), d.dialect.table(t), d.dialect.identifier(by))
	rows, err := d.tx.QueryContext(ctx, query)
	if err != nil {
		return fmt.Errorf("%s cannot be read: %w", t, err)
	}
	defer rows.Close() //nolint:errcheck // Err tells
	raw := make([]sql.NullString, len(columns))
	dest := make([]any, len(columns))
	values := make([]Value, len(columns))
	for i := range raw {
		dest[i] = &raw[i]
	}
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return fmt.Errorf("%s cannot be read on: %w", t, err)
		}
		for i, v := range raw {
			values[i] = Value{Text: v.String, Null: !v.Valid}
		}
		if err := fn(values); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("%s cannot be read on: %w", t, err)
	}
	return nil
}
