package avatar

import (
	"context"
	"fmt"

	"golang.org/x/sync/semaphore"
)

// gate lets a bounded number of pictures be decoded at once and a bounded number
// of callers wait. Each of its places stands for a core and a share of memory; a
// picture that needs more memory takes more places, at most all of them.
//
// There is no time limit on waiting: the queue is short and each one in it takes
// about a second, so the queue itself is the limit.
type gate struct {
	places *semaphore.Weighted // first come, first served
	all    int64
	share  int64 // bytes that one place stands for
	inside chan struct{}
}

func newGate(width int, share int64) *gate {
	return &gate{
		places: semaphore.NewWeighted(int64(width)),
		all:    int64(width),
		share:  share,
		inside: make(chan struct{}, width+width*perPlace),
	}
}

// pass calls work when it is its turn, and the memory it needs is free. The error
// is ErrBusy, or the context's when that ends first; then work was not called.
func (g *gate) pass(ctx context.Context, memory int64, work func()) error {
	select {
	case g.inside <- struct{}{}:
	default:
		return ErrBusy
	}
	defer func() { <-g.inside }()
	n := min((memory+g.share-1)/g.share, g.all)
	if err := g.places.Acquire(ctx, n); err != nil {
		return fmt.Errorf("waiting to decode a picture: %w", err)
	}
	defer g.places.Release(n)
	work()
	return nil
}
