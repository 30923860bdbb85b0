package cli

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
)

// readColumns says what of a table is read.
type readColumns struct {
	Table string            `json:"table"`
	Read  map[string]string `json:"columns"` // by field
	Left  []string          `json:"columns_left_behind"`
	zone  string            // of times that are stored without one; "" where all have one
}

func columnsOf(table string, fields, columns, left []string) readColumns {
	c := readColumns{Table: table, Read: map[string]string{}, Left: left}
	for i, f := range fields {
		c.Read[f] = columns[i]
	}
	if c.Left == nil {
		c.Left = []string{}
	}
	return c
}

// report writes the file of --report, one JSON object:
//
//	{"source", "table", "columns", "columns_left_behind", "dry_run",
//	 "refused": [{"row", "reasons"}], "noted": [{"row", "note"}], "outcome": {...}}
//
// All rows are in it, however many there are: refusals go straight to the file,
// and what is noted waits in a file beside it. After an import that failed
// "outcome" is null.
type report struct {
	out     *bufio.Writer
	notes   *os.File
	waiting *bufio.Writer
	refused int
	noted   int
	outcome any
	err     error
}

func newReport(w io.Writer, source rowSource, columns readColumns, dryRun bool) *report {
	r := &report{out: bufio.NewWriter(w)}
	head, err := json.Marshal(struct {
		Source string `json:"source"`
		readColumns
		DryRun bool `json:"dry_run"`
	}{source.Name(), columns, dryRun})
	r.note(err)
	r.write(r.out, string(head[:max(len(head)-1, 0)]), `,"refused":[`)
	r.notes, err = os.CreateTemp("", "perfil-report-*")
	r.note(err)
	if err == nil {
		r.note(os.Remove(r.notes.Name())) // it is there until it is closed
		r.waiting = bufio.NewWriter(r.notes)
	}
	return r
}

func (r *report) note(err error) {
	if r.err == nil {
		r.err = err
	}
}

func (r *report) write(w *bufio.Writer, texts ...string) {
	for _, text := range texts {
		_, err := w.WriteString(text)
		r.note(err)
	}
}

// item writes a value of a list.
func (r *report) item(w *bufio.Writer, n *int, value any) {
	line, err := json.Marshal(value)
	r.note(err)
	separator := ",\n"
	if *n == 0 {
		separator = "\n"
	}
	*n++
	r.write(w, separator, string(line))
}

func (r *report) take(what *told) {
	switch {
	case r.err != nil:
	case what.Refused != nil:
		r.item(r.out, &r.refused, what.Refused)
	case what.Noted != nil:
		r.item(r.waiting, &r.noted, what.Noted)
	case what.Outcome != nil:
		r.outcome = what.Outcome
	}
}

// end completes the file.
func (r *report) end() error {
	r.write(r.out, "],\n\"noted\":[")
	if r.waiting != nil {
		r.note(r.waiting.Flush())
		_, err := r.notes.Seek(0, io.SeekStart)
		r.note(err)
		_, err = io.Copy(r.out, r.notes)
		r.note(err)
		r.note(r.notes.Close())
	}
	outcome, err := json.Marshal(r.outcome)
	r.note(err)
	r.write(r.out, "],\n\"outcome\":", string(outcome), "}\n")
	r.note(r.out.Flush())
	return r.err
}
