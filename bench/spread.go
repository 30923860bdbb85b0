package main

import (
	"math"
	"slices"
)

// spread is what several rounds told. The median stands for them: one round
// that somebody else disturbed does not move it.
type spread struct {
	median, low, high float64
}

// spreadOf leaves out what is no number, such as the ratio to something that is
// unknown; without any number all are NaN.
func spreadOf(values []float64) spread {
	values = slices.DeleteFunc(slices.Clone(values), func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) })
	if len(values) == 0 {
		return spread{math.NaN(), math.NaN(), math.NaN()}
	}
	slices.Sort(values)
	middle := len(values) / 2
	median := values[middle]
	if len(values)%2 == 0 {
		median = (values[middle-1] + median) / 2
	}
	return spread{median, values[0], values[len(values)-1]}
}
