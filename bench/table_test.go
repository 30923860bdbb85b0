package main

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"perfil/bench/traffic"
)

func TestFiguresHaveAboutThreeDigits(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 15234.4: "15234", 100: "100", 99.96: "100", 99.9: "99.9", 10: "10.0", 9.994: "9.99", 1.234: "1.23", 0.1: "0.10",
		0.0123: "0.012", 0.00034: "0.00034", math.Inf(1): "–",
	} {
		if got := figure(v); got != want {
			t.Errorf("%v: got %s, want %s", v, got, want)
		}
	}
	if figure(math.NaN()) != "–" || percent(math.NaN()) != "–" || percent(0.126) != "13 %" || percent(0.0001) != "<1 %" || percent(0) != "0 %" {
		t.Error("what is unknown, or a part, is written otherwise")
	}
}

func TestTheMedianStandsForTheRounds(t *testing.T) {
	none := math.NaN()
	for _, c := range []struct {
		values []float64
		want   spread
		text   string
	}{
		{[]float64{3, 1, 100, 2, 4}, spread{3, 1, 100}, "3.00 (1.00–100)"},
		{[]float64{4, 1, 3, 2}, spread{2.5, 1, 4}, "2.50 (1.00–4.00)"},
		{[]float64{7}, spread{7, 7, 7}, "7.00"},
		{[]float64{none, 5, math.Inf(1)}, spread{5, 5, 5}, "5.00"},
	} {
		if got := spreadOf(c.values); got != c.want || got.String() != c.text {
			t.Errorf("%v: got %+v %q, want %+v %q", c.values, got, got.String(), c.want, c.text)
		}
	}
	if got := spreadOf([]float64{none}).String(); got != "–" {
		t.Errorf("nothing known: %s", got)
	}
}

func TestRatiosAreOfTheSameRound(t *testing.T) {
	o := outcome{
		scenario: scenario{name: "read", contract: traffic.Django, accounts: 10},
		who:      []string{"perfil", "floor"},
		samples: [][]sample{
			{turnOf(100, 30), turnOf(200, 30), turnOf(150, 60)}, // rate, µs
			{turnOf(100, 20), turnOf(400, 15), turnOf(300, 20)},
		},
	}
	var out bytes.Buffer
	o.write(outcomeTable(&out, []scenario{o.scenario}))
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 5 {
		t.Fatalf("%d lines:\n%s", len(lines), out.String())
	}
	for i, want := range []string{
		"scenario|who|req/s|p50 ms|p99 ms|CPU µs/req|database µs/req|RSS MiB|refused|others",
		"",
		"read, 10 accounts|perfil|150|1.00|2.00|30.0|–|64.0|0 %|25 %",
		"|floor|300|1.00|2.00|20.0|–|64.0|0 %|25 %",
		"|ratio to floor|0.50 (0.50–1.00)|1.00|1.00|2.00 (1.50–3.00)||1.00||",
	} {
		if got := cells(lines[i]); want != "" && got != want {
			t.Errorf("line %d:\n%s\n%s", i+1, got, want)
		}
		if got, want := utf8.RuneCountInString(lines[i]), utf8.RuneCountInString(lines[0]); got != want {
			t.Errorf("line %d has %d characters, the head %d", i+1, got, want)
		}
	}
}

func turnOf(rate float64, micro int) sample {
	return sample{
		rate: rate, cpu: time.Duration(micro) * time.Microsecond, p50: time.Millisecond, p99: 2 * time.Millisecond,
		memory: 64 << 20, others: 0.25,
	}
}

func cells(line string) string {
	var all []string
	for _, cell := range strings.Split(strings.Trim(line, "|"), "|") {
		all = append(all, strings.TrimSpace(cell))
	}
	return strings.Join(all, "|")
}

func TestTheRuleUnderAHeadIsMarkdown(t *testing.T) {
	var out bytes.Buffer
	newTable(&out, []string{"command", "who", "s"})
	if got, want := out.String(), "\n| command | who |  s |\n| ------- | --- | -: |\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
