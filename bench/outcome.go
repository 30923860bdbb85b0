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
	text     func(float64) string
	compared bool // as a ratio to rivals
}

func columns() []column {
	return []column{
		{"req/s", func(s sample) float64 { return s.rate }, figure, true},
		{"p50 ms", func(s sample) float64 { return millis(s.p50) }, figure, true},
		{"p99 ms", func(s sample) float64 { return millis(s.p99) }, figure, true},
		{"CPU µs/req", func(s sample) float64 { return known(micros(s.cpu)) }, figure, true},
		{"database µs/req", func(s sample) float64 { return known(micros(s.database)) }, figure, false},
		{"RSS MiB", func(s sample) float64 { return known(mebibytes(s.memory)) }, figure, true},
		{"refused", func(s sample) float64 { return s.refused }, percent, false},
		{"others", func(s sample) float64 { return s.others }, percent, false},
	}
}

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

// write writes a row for each subject, and after each rival one with the ratios
// of the server under test to it.
func (o outcome) write(t *table) {
	title := o.scenario.title()
	for i, who := range o.who {
		row, ratios := []string{title, who}, []string{"", "ratio to " + who}
		for _, c := range columns() {
			row = append(row, c.text(spreadOf(c.rounds(o.samples[i])).median))
			ratio := ""
			if c.compared {
				ratio = spreadOf(c.ratios(o.samples[0], o.samples[i])).String()
			}
			ratios = append(ratios, ratio)
		}
		t.row(row...)
		if i > 0 {
			t.row(ratios...)
		}
		title = ""
	}
}
