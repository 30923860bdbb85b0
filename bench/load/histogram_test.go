package load_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"perfil/bench/load"
)

func TestQuantilesOfKnownDurations(t *testing.T) {
	var h load.Histogram
	for i := 1; i <= 100; i++ {
		h.Add(time.Duration(i) * time.Millisecond)
	}
	for _, c := range []struct {
		q    float64
		want time.Duration
	}{{0, 1}, {0.5, 50}, {0.99, 99}, {1, 100}} {
		want := c.want * time.Millisecond
		if got := h.Quantile(c.q); !isAbout(got, want) {
			t.Errorf("quantile %v: got %v, want %v", c.q, got, want)
		}
	}
}

func TestAnEmptyHistogramTellsZero(t *testing.T) {
	var h load.Histogram
	if got := h.Quantile(0.5); got != 0 {
		t.Errorf("got %v", got)
	}
}

func TestDurationsOutOfRangeAreCountedAtItsEnds(t *testing.T) {
	var h load.Histogram
	h.Add(-time.Second)
	h.Add(math.MaxInt64)
	if got := h.Quantile(0.5); got != 0 {
		t.Errorf("a negative duration counts as %v", got)
	}
	if got := h.Quantile(1); got < 18*time.Minute || got > 19*time.Minute {
		t.Errorf("the longest counts as %v", got)
	}
}

// Whatever is counted, a quantile is what sorting would have told, or up to 1.6 %
// more.
func TestQuantilesAgreeWithSorting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Int64Range(0, int64(17*time.Minute)), 1, 200).Draw(t, "durations")
		q := rapid.Float64Range(0.01, 1).Draw(t, "q")
		halves := [2]load.Histogram{}
		for i, d := range all {
			halves[i%2].Add(time.Duration(d))
		}
		halves[0].Merge(&halves[1])
		slices.Sort(all)
		want := time.Duration(all[int(math.Ceil(q*float64(len(all))))-1])
		if got := halves[0].Quantile(q); !isAbout(got, want) {
			t.Fatalf("quantile %v of %v: got %v, want %v", q, all, got, want)
		}
		if got := halves[0].Count(); got != int64(len(all)) {
			t.Fatalf("counted %d of %d", got, len(all))
		}
	})
}

func isAbout(got, want time.Duration) bool {
	return got >= want && float64(got-want) <= float64(want)/64
}

func BenchmarkHistogramAdd(b *testing.B) {
	var h load.Histogram
	d := time.Duration(1)
	for b.Loop() {
		h.Add(d)
		d = (d*5 + 12345) % time.Second
	}
}
