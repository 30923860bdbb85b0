package migrate

import (
	"context"
	"time"
)

// A piece that the store could not take is tried again for as long as a failover
// takes, or somebody who makes room on a disk.
const (
	longestTry = time.Minute
	firstPause = 100 * time.Millisecond
	lastPause  = 5 * time.Second
)

// patience is what is left of it for one piece.
type patience struct {
	since time.Time
	pause time.Duration
}

// wait says no when it is at its end, or ctx is.
func (p *patience) wait(ctx context.Context) bool {
	if p.since.IsZero() {
		p.since, p.pause = time.Now(), firstPause
	}
	if time.Since(p.since) > longestTry {
		return false
	}
	timer := time.NewTimer(p.pause)
	defer timer.Stop()
	p.pause = min(2*p.pause, lastPause)
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
