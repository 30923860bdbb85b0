package main

import (
	"fmt"
	"io"
	"math"
	"time"
)

// outcome is what the turns of a scenario told.
type outcome struct {
	scenario scenario
	who      []string
	samples  [][]sample // of each subject, round by round
}

// column is one quantity of a sample.
type column struct {
	title    string
	of       func(sample) float64
	over     func(c column, samples []sample) float64 // what stands for all rounds
	text     func(float64) string
	compared bool // as a ratio to rivals
}

func columns() []column {
	return []column{
		{"req/s", func(s sample) float64 { return s.rate }, column.median, figure, true},
		{"p50 ms", func(s sample) float64 { return known(millis(s.p50)) }, column.median, figure, true},
		{"p99 ms", func(s sample) float64 { return known(millis(s.p99)) }, column.median, figure, true},
		{"CPU µs/req", func(s sample) float64 { return known(micros(s.cpu)) }, column.median, figure, true},
		{"database µs/req", func(s sample) float64 { return known(micros(s.database)) }, column.median, figure, false},
		{"RSS MiB", func(s sample) float64 { return known(mebibytes(s.memory)) }, column.last, figure, true},
		{"refused", refusedPart, column.refused, percent, false},
		{"others", func(s sample) float64 { return s.others }, column.median, percent, false},
	}
}

func (c column) median(samples []sample) float64 { return spreadOf(c.rounds(samples)).median }

// last is for what only grows from round to round.
func (c column) last(samples []sample) float64 { return c.of(samples[len(samples)-1]) }

// refused is the part of all rounds together, because a median of parts would hide
// those of a minority.
func (c column) refused(samples []sample) float64 {
	var all sample
	for _, s := range samples {
		all.requests += s.requests
		all.refused += s.refused
	}
	return c.of(all)
}

func refusedPart(s sample) float64 { return float64(s.refused) / float64(max(s.requests, 1)) }

// known makes of the 0 that means "unknown" something that is no number.
func known(v float64) float64 {
	if v == 0 {
		return math.NaN()
	}
	return v
}

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

func mebibytes(n int64) float64 { return float64(n) / (1 << 20) }

// rounds is the quantity in every round.
func (c column) rounds(samples []sample) []float64 {
	all := make([]float64, len(samples))
	for i, s := range samples {
		all[i] = c.of(s)
	}
	return all
}

// ratios is the ratio in every round, in which both met the same machine.
func (c column) ratios(samples, rival []sample) []float64 {
	all := make([]float64, min(len(samples), len(rival)))
	for i := range all {
		all[i] = c.of(samples[i]) / c.of(rival[i])
	}
	return all
}

func outcomeTable(out io.Writer, scenarios []scenario) *table {
	titles, widths := []string{"scenario", "who"}, []int{0, 23}
	for _, s := range scenarios {
		widths[0] = max(widths[0], len(s.title()))
	}
	for _, c := range columns() {
		titles = append(titles, c.title)
		width := 7
		if c.compared {
			width = 18
		}
		widths = append(widths, width)
	}
	return newTable(out, titles, widths...)
}

func (s scenario) title() string { return fmt.Sprintf("%s, %d accounts", s.name, s.accounts) }

// write writes a row for each subject, one for who asked it beside that, and after each
// rival one with the ratios of the server under test to it.
func (o outcome) write(t *table) {
	title := o.scenario.title()
	for i, who := range o.who {
		t.row(figuresOf(title, who, o.samples[i])...)
		if beside := besides(o.samples[i]); beside != nil {
			t.row(figuresOf("", "who signs in meanwhile", beside)...)
		}
		if i > 0 {
			t.row(o.ratiosTo(i)...)
		}
		title = ""
	}
}

func figuresOf(title, who string, samples []sample) []string {
	row := []string{title, who}
	for _, c := range columns() {
		row = append(row, c.text(c.over(c, samples)))
	}
	return row
}

func (o outcome) ratiosTo(rival int) []string {
	row := []string{"", "ratio to " + o.who[rival]}
	for _, c := range columns() {
		ratio := ""
		if c.compared {
			ratio = spreadOf(c.ratios(o.samples[0], o.samples[rival])).String()
		}
		row = append(row, ratio)
	}
	return row
}

// besides are the samples of who asked meanwhile, nil if nobody did.
func besides(samples []sample) (all []sample) {
	for _, s := range samples {
		if s.beside != nil {
			all = append(all, *s.beside)
		}
	}
	return all
}
