package password

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/semaphore"
)

// ErrBusy says that a hash was not computed because too many callers wait
// already, or because this one waited too long. Nothing is wrong with the
// password: answer 503 with Retry-After.
var ErrBusy = errors.New("too many passwords are being hashed")

// cost is what computing one hash takes.
type cost struct {
	memory  uint32 // KiB
	threads uint8
}

// gate lets a bounded number of hashes be computed at once and a bounded number
// of callers wait.
//
// Without it two hundred sign-ins at once would take 200 times 19 MiB, and all
// of them would finish late instead of most of them early. Its places stand for
// a core and the memory of one hash of our own. A stored hash that needs more of
// either takes more places, at most all: 256 MiB, the most that any form may
// ask for, never runs twice on a small machine.
//
// Reads of profiles do not pass here, but they need a processor too. What they
// lose while all cores hash, and that a GOMAXPROCS of twice the cores gives it
// back, is noted at BenchmarkReadWhileHashing; Config.Around is for that.
type gate struct {
	places  *semaphore.Weighted // first come, first served
	all     int64
	share   uint32 // KiB that one place stands for
	queue   chan struct{}
	maxWait time.Duration
	around  func(compute func())
}

func newGate(width, queue int, maxWait time.Duration, share uint32) *gate {
	return &gate{
		places:  semaphore.NewWeighted(int64(width)),
		all:     int64(width),
		share:   share,
		queue:   make(chan struct{}, queue),
		maxWait: maxWait,
		around:  func(compute func()) { compute() },
	}
}

// pass calls work when it is its turn. The error is ErrBusy, or the context's
// when that ends first; then work was not called. Once begun, work is not
// interrupted: none of the functions it computes can be.
func (g *gate) pass(ctx context.Context, c cost, work func()) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("hashing a password: %w", err)
	}
	n := g.placesFor(c)
	if !g.places.TryAcquire(n) {
		if err := g.wait(ctx, n); err != nil {
			return fmt.Errorf("waiting to hash a password: %w", err)
		}
	}
	defer g.places.Release(n)
	g.around(work)
	return nil
}

func (g *gate) wait(ctx context.Context, n int64) error {
	select {
	case g.queue <- struct{}{}:
	default:
		return ErrBusy
	}
	defer func() { <-g.queue }()
	bounded, cancel := context.WithTimeoutCause(ctx, g.maxWait, ErrBusy)
	defer cancel()
	if err := g.places.Acquire(bounded, n); err != nil {
		return context.Cause(bounded)
	}
	return nil
}

func (g *gate) placesFor(c cost) int64 {
	memory := (int64(c.memory) + int64(g.share) - 1) / int64(g.share)
	return min(max(memory, int64(c.threads), 1), g.all)
}
