package sqlstore

import (
	"fmt"
	"strings"
)

// A move inserts this many rows with a statement, and what is left one by one,
// so that there are two texts for a table and few round trips.
const rowsPerInsert = 64

// The statements of a move are made of the description of a table. They are the
// same for every database.

// all reads the whole table in the order of its key.
func (t *table) all() string {
	return fmt.Sprintf("SELECT %s FROM %s ORDER BY %s", strings.Join(t.names(), ", "), t.name, t.key(""))
}

// after reads the rows behind a key.
func (t *table) after() string {
	return fmt.Sprintf("SELECT %s FROM %s WHERE (%s) > (%s) ORDER BY %s",
		strings.Join(t.names(), ", "), t.name, t.key(""), parameters(1, t.keys), t.key(""))
}

// last reads the largest key.
func (t *table) last() string {
	return fmt.Sprintf("SELECT %s FROM %s ORDER BY %s LIMIT 1", t.key(""), t.name, t.key(" DESC"))
}

func (t *table) count() string { return "SELECT COUNT(*) FROM " + t.name }

// some counts a row or none.
func (t *table) some() string {
	return "SELECT COUNT(*) FROM (SELECT 1 FROM " + t.name + " LIMIT 1) AS first"
}

// insert puts n rows in.
func (t *table) insert(n int) string {
	rows := make([]string, n)
	for i := range rows {
		rows[i] = "(" + parameters(i*len(t.columns)+1, len(t.columns)) + ")"
	}
	return fmt.Sprintf("INSERT INTO %s (%s) VALUES %s", t.name, strings.Join(t.names(), ", "), strings.Join(rows, ", "))
}

// key lists the columns of the key, each with order behind it.
func (t *table) key(order string) string {
	return strings.Join(t.names()[:t.keys], order+", ") + order
}

// parameters lists n of them: $1, $2 and so on.
func parameters(first, n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("$%d", first+i)
	}
	return strings.Join(list, ", ")
}
