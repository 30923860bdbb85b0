package olddb

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Table is a table or a view as the catalogue has it.
type Table struct {
	Schema  string // "" for one that needs no other name
	Name    string
	Columns []Column
}

// Column is a column of a Table.
type Column struct {
	Name       string
	Type       string // in the words of the database: "character varying(150)"
	PrimaryKey bool   // or a part of it
}

// String is the name of the table as an operator types it.
func (t Table) String() string {
	if t.Schema == "" {
		return t.Name
	}
	return t.Schema + "." + t.Name
}

// Has says whether there is a column of this name.
func (t Table) Has(column string) bool {
	return slices.ContainsFunc(t.Columns, func(c Column) bool { return c.Name == column })
}

// column is the one of this name, of an unknown type if there is none.
func (t Table) column(name string) Column {
	for _, c := range t.Columns {
		if c.Name == name {
			return c
		}
	}
	return Column{Name: name}
}

// Key is the column that is the primary key, "" if there is none or it is made
// of several.
func (t Table) Key() string {
	key := ""
	for _, c := range t.Columns {
		switch {
		case !c.PrimaryKey:
		case key != "":
			return ""
		default:
			key = c.Name
		}
	}
	return key
}

// maxColumns bounds what is read of a catalogue.
const maxColumns = 200_000

// Tables lists what there is to be read.
func (d *DB) Tables(ctx context.Context) ([]Table, error) {
	rows, err := d.tx.QueryContext(ctx, d.dialect.tables)
	if err != nil {
		return nil, fmt.Errorf("the tables of the %s database cannot be listed: %w", d.dialect.name, err)
	}
	defer rows.Close() //nolint:errcheck // Err tells
	var tables []Table
	for n := 0; rows.Next() && n < maxColumns; n++ {
		var t Table
		var c Column
		if err := rows.Scan(&t.Schema, &t.Name, &c.Name, &c.Type, &c.PrimaryKey); err != nil {
			return nil, err
		}
		last := len(tables) - 1
		if last < 0 || tables[last].String() != t.String() {
			tables = append(tables, t)
			last++
		}
		tables[last].Columns = append(tables[last].Columns, c)
	}
	return tables, rows.Err()
}

// Find returns the table that an operator calls so, in any case if only one is
// called like that.
func Find(tables []Table, name string) (Table, bool) {
	var found []Table
	for _, t := range tables {
		if t.String() == name {
			return t, true
		}
		if strings.EqualFold(t.String(), name) {
			found = append(found, t)
		}
	}
	if len(found) != 1 {
		return Table{}, false
	}
	return found[0], true
}
