package sqlfile

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Table is where rows go.
type Table struct {
	Name    string
	Columns []string // the first one is the primary key
	// Fresh are columns after these, whose values only a row gets that is new: in
	// one that is there they stay as they are, for the file knows nothing better.
	Fresh []string
}

// File is a file that is being written. Its first error is kept until End.
type File struct {
	dialect Dialect
	table   Table
	out     *bufio.Writer
	rows    int // in the statement that is open
	remarks []string
	more    int
	err     error
}

const (
	// rowsAtOnce is how many rows one statement has.
	rowsAtOnce = 500
	// maxRemarks is how many remarks wait in memory for the end of the file.
	maxRemarks = 1 << 20
)

// New begins a file with lines of comment.
func New(w io.Writer, d Dialect, t Table, comment ...string) *File {
	f := &File{dialect: d, table: t, out: bufio.NewWriterSize(w, 1<<16)}
	for _, line := range comment {
		f.comment(line)
	}
	switch d {
	case PostgreSQL:
		// psql goes on after an error otherwise, and ends with 0. What it keeps is
		// nothing, but nobody is told.
		f.write("\\set ON_ERROR_STOP on\n")
	case SQLite:
		// sqlite3 goes on after an error otherwise, and keeps the rest.
		f.write(".bail on\n")
	}
	if d == MySQL {
		// However the server is set: quotation marks and backslashes mean what they
		// do here, and a value that does not fit is an error and not cut off.
		f.write("SET NAMES utf8mb4;\nSET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO';\nSTART TRANSACTION;\n")
	} else {
		f.write("BEGIN;\n")
	}
	return f
}

func (f *File) write(texts ...string) {
	for _, text := range texts {
		if _, err := f.out.WriteString(text); err != nil && f.err == nil {
			f.err = err
		}
	}
}

// comment writes a line of comment, on one line whatever is in it.
func (f *File) comment(line string) {
	quoted := strconv.Quote(line)
	if quoted == `"`+line+`"` {
		quoted = line
	}
	f.write("-- ", quoted, "\n")
}

// Row writes a row: the values of its columns, then those of the fresh ones. The error is the first of any call.
func (f *File) Row(values ...Value) error {
	if f.rows == 0 {
		f.write("INSERT INTO ", f.dialect.name(f.table.Name), " (", f.columns(), ") VALUES\n(")
	} else {
		f.write(",\n(")
	}
	for i, v := range values {
		if i > 0 {
			f.write(", ")
		}
		f.write(string(v))
	}
	f.write(")")
	if f.rows++; f.rows == rowsAtOnce {
		f.close()
	}
	return f.err
}

func (f *File) columns() string {
	names := make([]string, 0, len(f.table.Columns)+len(f.table.Fresh))
	for _, c := range slices.Concat(f.table.Columns, f.table.Fresh) {
		names = append(names, f.dialect.column(c))
	}
	return strings.Join(names, ", ")
}

// close ends a statement: a row with the same key is written over, but for the
// fresh columns.
func (f *File) close() {
	if f.rows == 0 {
		return
	}
	f.rows = 0
	set := make([]string, 0, len(f.table.Columns))
	format, before := "%s = excluded.%s", "\nON CONFLICT ("+f.dialect.column(f.table.Columns[0])+") DO UPDATE SET "
	if f.dialect == MySQL {
		// Any unique column makes a row a duplicate there. One with another key is
		// somebody else's: a key that no column holds is an error, which ends the file.
		key := f.dialect.column(f.table.Columns[0])
		format, before = "%s = VALUES(%s)", "\nON DUPLICATE KEY UPDATE "
		set = append(set, fmt.Sprintf("%s = IF(%s = VALUES(%s), %s, 99999999999999999999)", key, key, key, key))
	}
	for _, c := range f.table.Columns[1:] {
		name := f.dialect.column(c)
		set = append(set, fmt.Sprintf(format, name, name))
	}
	f.write(before, strings.Join(set, ", "), ";\n")
}

// Remark notes what does not go along; all remarks stand at the end of the file.
func (f *File) Remark(text string) {
	if len(f.remarks) == maxRemarks {
		f.more++
		return
	}
	f.remarks = append(f.remarks, text)
}

// End completes the file. On PostgreSQL new rows get keys beyond the largest.
func (f *File) End() error {
	f.close()
	if f.dialect == PostgreSQL {
		table, key := f.dialect.name(f.table.Name), f.table.Columns[0]
		f.write(fmt.Sprintf("SELECT setval(pg_get_serial_sequence(%s, %s), (SELECT MAX(%s) FROM %s));\n",
			f.dialect.Text(table), f.dialect.Text(key), f.dialect.column(key), table))
	}
	f.write("COMMIT;\n")
	if len(f.remarks) > 0 {
		f.write("-- What does not go along:\n")
	}
	for _, r := range f.remarks {
		f.comment(r)
	}
	if f.more > 0 {
		f.comment(fmt.Sprintf("and %d more", f.more))
	}
	if err := f.out.Flush(); err != nil && f.err == nil {
		f.err = err
	}
	return f.err
}
