package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"

	"perfil/internal/migrate"
)

// told is what the back of an import from a database tells its front, a line of
// JSON for each. The front may be another process, and it alone has the screen
// and the file of the report.
type told struct {
	Refused *refusedRow      `json:"refused,omitempty"`
	Noted   *migrate.Note    `json:"noted,omitempty"`
	Outcome *migrate.Outcome `json:"outcome,omitempty"`
}

type refusedRow struct {
	Row     int64    `json:"row"`
	Reasons []string `json:"reasons"`
}

// teller writes what the back tells. Its first error is kept for the end: the
// import goes on although nobody listens any more, until its context ends.
type teller struct {
	out *bufio.Writer
	err error
}

func newTeller(w io.Writer) *teller { return &teller{out: bufio.NewWriterSize(w, 1<<14)} }

func (t *teller) say(what told) {
	line, err := json.Marshal(what)
	if err == nil {
		_, err = t.out.Write(append(line, '\n'))
	}
	t.err = errors.Join(t.err, err)
}

func (t *teller) refused(r migrate.Refusal) { t.say(told{Refused: &refusedRow{r.Position, r.Reasons}}) }

func (t *teller) noted(n migrate.Note) { t.say(told{Noted: &n}) }

func (t *teller) end(o migrate.Outcome) error {
	t.say(told{Outcome: &o})
	return errors.Join(t.err, t.out.Flush())
}

// telling shows what the back tells.
type telling struct {
	desk    *desk
	columns readColumns
	dryRun  bool
	skipBad bool
	screen  io.Writer // the standard error, beside a progress bar
	report  *report   // nil: none

	mu      sync.Mutex
	outcome *migrate.Outcome
	listed  int
}

// hear reads until the back has said all.
func (t *telling) hear(r io.Reader) error {
	d := json.NewDecoder(bufio.NewReader(r))
	for {
		var what told
		if err := d.Decode(&what); errors.Is(err, io.EOF) || errors.Is(err, io.ErrClosedPipe) {
			return nil
		} else if err != nil {
			return fmt.Errorf("what the import tells cannot be read: %w", err)
		}
		t.take(&what)
	}
}

func (t *telling) take(what *told) {
	if what.Outcome != nil {
		t.mu.Lock()
		t.outcome = what.Outcome
		t.mu.Unlock()
	}
	if r := what.Refused; r != nil {
		if t.listed++; t.listed <= migrate.MaxListed {
			_, _ = fmt.Fprintf(t.screen, "%s: %s\n", migrate.PlaceOfRow(r.Row), printable(strings.Join(r.Reasons, "; ")))
		}
	}
	if t.report != nil {
		t.report.take(what) // it keeps its error, and what comes must be heard to the end
	}
}

// end says in words what happened. err is how the back ended.
func (t *telling) end(err error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.outcome == nil || err != nil && !isExit(err, exitRefused) {
		if t.outcome != nil {
			t.summary("before that")
		}
		return err
	}
	if more := t.listed - migrate.MaxListed; more > 0 {
		_, _ = fmt.Fprintf(t.desk.err, "and %d more; --report FILE lists all\n", more)
	}
	t.summary("")
	if err != nil {
		return nothingImported(t.outcome.Refused, fmt.Sprintf("%d rows", t.outcome.Read))
	}
	return leftOut(t.desk.out, t.outcome.Refused, t.dryRun && !t.skipBad)
}

func (t *telling) summary(when string) {
	o, w := t.outcome, t.desk.out
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format+"\n", args...) }
	verb := imported(t.dryRun)
	if when != "" {
		verb += " " + when
	}
	say("%d rows read from %s: %s %s, %d changed, %d unchanged, %d refused", o.Read, t.columns.Table, accounts(o.Added), verb, o.Changed, o.Unchanged, o.Refused)
	if o.Missing+o.Deleted > 0 {
		say("%d not in the source any more: %d deleted, %d kept (--delete-missing deletes them)", o.Missing+o.Deleted, o.Deleted, o.Missing)
	}
	if t.columns.zone != "" {
		say("  times that are stored without a zone are read as %s (--time-zone names another)", printable(t.columns.zone))
	}
	for _, form := range slices.Sorted(maps.Keys(o.Hashes)) {
		say("  password hashes: %d %s", o.Hashes[form], form)
	}
	for _, note := range slices.Sorted(maps.Keys(o.Notes)) {
		say("  %d times: %s", o.Notes[note], note)
	}
	if len(t.columns.Left) > 0 {
		say("  columns that stay behind: %s", printable(strings.Join(t.columns.Left, ", ")))
	}
}
