package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"
)

// table writes Markdown, row by row, in columns that line up in a terminal.
type table struct {
	out    io.Writer
	widths []int
}

// newTable writes the head. Every column is at least as wide as its title; the
// first two are left aligned.
func newTable(out io.Writer, titles []string, widths ...int) *table {
	t := &table{out: out, widths: make([]int, len(titles))}
	lines := make([]string, len(titles))
	for i, title := range titles {
		t.widths[i] = max(utf8.RuneCountInString(title), len("-:"))
		if i < len(widths) {
			t.widths[i] = max(t.widths[i], widths[i])
		}
		lines[i] = strings.Repeat("-", t.widths[i])
		if !isText(i) {
			lines[i] = lines[i][1:] + ":"
		}
	}
	fmt.Fprintln(out)
	t.row(titles...)
	t.row(lines...)
	return t
}

func isText(column int) bool { return column < 2 }

func (t *table) row(cells ...string) {
	var line strings.Builder
	for i, cell := range cells {
		space := strings.Repeat(" ", max(0, t.widths[i]-utf8.RuneCountInString(cell)))
		if isText(i) {
			line.WriteString("| " + cell + space + " ")
		} else {
			line.WriteString("| " + space + cell + " ")
		}
	}
	fmt.Fprintln(t.out, line.String()+"|")
}

// figure writes a number with three digits that count, "–" for none.
func figure(v float64) string {
	switch size := math.Abs(v); {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return "–"
	case size >= 99.95 || v == 0:
		return fmt.Sprintf("%.0f", v)
	case size >= 9.995:
		return fmt.Sprintf("%.1f", v)
	case size >= 0.0995:
		return fmt.Sprintf("%.2f", v)
	default:
		return fmt.Sprintf("%.2g", v)
	}
}

func percent(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	if 0 < v && v < 0.005 {
		return "<1 %" // not none
	}
	return fmt.Sprintf("%.0f %%", 100*v)
}

// String is the median, with the lowest and the highest if there were several.
func (s spread) String() string {
	switch {
	case math.IsNaN(s.median):
		return "–"
	case s.low == s.high:
		return figure(s.median)
	default:
		return fmt.Sprintf("%s (%s–%s)", figure(s.median), figure(s.low), figure(s.high))
	}
}
