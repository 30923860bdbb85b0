package prove_test

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"
	"text/tabwriter"
)

// figures is what the proofs of this run have reached. It is the one thing that
// they share, because a table has to be printed when all of them are over.
var figures struct {
	sync.Mutex
	rows []row
}

type row struct{ proof, what, value string }

// figure records what a proof has reached: the proof in the words of the table
// ("kill -9, SQLite"), what was counted or measured, and the value with its unit.
func figure(t *testing.T, proof, what, format string, args ...any) {
	t.Helper()
	r := row{proof, what, fmt.Sprintf(format, args...)}
	t.Logf("%s: %s: %s", r.proof, r.what, r.value)
	figures.Lock()
	defer figures.Unlock()
	figures.rows = append(figures.rows, r)
}

// printFigures writes the table, the figures of one proof together and in the
// order in which they came.
func printFigures(w io.Writer) {
	figures.Lock()
	defer figures.Unlock()
	slices.SortStableFunc(figures.rows, func(a, b row) int { return cmp.Compare(a.proof, b.proof) })
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, "proof\twhat\tfigure") // it goes to a terminal
	for _, r := range figures.rows {
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\n", r.proof, r.what, r.value)
	}
	_ = table.Flush()
}
