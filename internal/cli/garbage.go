package cli

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
)

// How much garbage may gather before it is collected, in bytes.
const (
	leastGarbage = 32 << 20
	mostGarbage  = 48 << 20 // or a quarter of what is in use

	// A heap that grows does so under the percentage that was right when it was
	// small, so that must not be huge.
	mostPercent = 400
)

// A garbagePace keeps the collector from working too often and from waiting too
// long. Go's own rule is to collect when there is as much garbage as there is in
// use. With few accounts in memory that is a few megabytes, made in a few hundred
// requests, and collecting takes a seventh of the processor time of a profile read;
// with a full cache it is more than all else that the process holds. So the rule
// here is half of what is in use, but within the bounds above. With a cache of a
// gigabyte 48 MiB would come together in a second, and to look for garbage takes as long
// as there is much in use: so it is never less than a quarter of that.
// docs/performance.md has the figures. GOMEMLIMIT is heeded as always.
type garbagePace struct {
	percent int // as it was before
	ended   atomic.Bool
}

// paceGarbage sets the pace until stop is called, unless the operator has set one.
func paceGarbage() (stop func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	p := &garbagePace{percent: debug.SetGCPercent(100)}
	p.follow()
	debug.FreeOSMemory() // what was needed to start, so that an idle server is small
	return func() {
		p.ended.Store(true)
		debug.SetGCPercent(p.percent)
	}
}

// follow adjusts the pace after the next collection, and after each that comes.
func (p *garbagePace) follow() {
	sign := &struct{ of *garbagePace }{p} // a pointer, or it might share its memory
	runtime.SetFinalizer(sign, func(any) {
		if !p.ended.Load() {
			p.adjust()
			p.follow()
		}
	})
}

func (p *garbagePace) adjust() {
	read := []metrics.Sample{
		{Name: "/gc/gogc:percent"},
		// What the percentage is of: the heap, the stacks and the variables.
		{Name: "/gc/heap/live:bytes"}, {Name: "/gc/scan/stack:bytes"}, {Name: "/gc/scan/globals:bytes"},
	}
	metrics.Read(read)
	var inUse uint64
	for _, part := range read[1:] {
		inUse += part.Value.Uint64()
	}
	now, want := int(read[0].Value.Uint64()), garbagePercent(inUse)
	// To set it stops everything for a moment.
	if max(now, want)-min(now, want) > want/8 {
		debug.SetGCPercent(want)
	}
}

// garbagePercent is what the runtime wants to know: garbage in percent of what is
// in use.
func garbagePercent(inUse uint64) int {
	garbage := min(max(inUse/2, leastGarbage), max(mostGarbage, inUse/4))
	return int(min(100*garbage/max(inUse, 1), mostPercent))
}
