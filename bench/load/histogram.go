package load

import (
	"math"
	"math/bits"
	"time"
)

// A Histogram counts durations in buckets whose width grows with the duration,
// 64 to each doubling, so that what it tells is at most 1.6 % too much. What
// takes longer than 18 minutes counts as 18 minutes. The zero value is empty.
type Histogram struct {
	counts [buckets]uint64
	total  uint64
}

const (
	subBits = 6
	steps   = 1 << subBits
	maxBits = 40 // of a duration in nanoseconds
	buckets = (maxBits - subBits + 1) * steps
)

// Add counts one duration. A negative one, after the clock was set, counts as 0.
func (h *Histogram) Add(d time.Duration) {
	h.counts[bucketOf(d)]++
	h.total++
}

// Merge adds what other counted.
func (h *Histogram) Merge(other *Histogram) {
	for i, n := range other.counts {
		h.counts[i] += n
	}
	h.total += other.total
}

// Count is how many durations were counted.
func (h *Histogram) Count() int64 { return int64(h.total) }

// Quantile is the duration that the fraction q of all did not exceed: 0.99 for
// the 99th percentile. It is 0 when nothing was counted.
func (h *Histogram) Quantile(q float64) time.Duration {
	rank := max(uint64(math.Ceil(q*float64(h.total))), 1)
	var seen uint64
	for i, n := range h.counts {
		seen += n
		if seen >= rank {
			return upperEnd(i)
		}
	}
	return 0
}

// bucketOf is linear up to 64 ns; above, the six bits after the leading one
// choose the bucket within its doubling.
func bucketOf(d time.Duration) int {
	n := min(uint64(max(d, 0)), 1<<maxBits-1)
	if n < steps {
		return int(n)
	}
	shift := bits.Len64(n) - subBits - 1
	return shift*steps + int(n>>shift)
}

// upperEnd is the longest duration of a bucket.
func upperEnd(bucket int) time.Duration {
	if bucket < steps {
		return time.Duration(bucket)
	}
	shift := bucket/steps - 1
	first := (bucket%steps + steps) << shift
	return time.Duration(first + 1<<shift - 1)
}
