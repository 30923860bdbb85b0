package password

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// These look inside because the gate has no face of its own, and because only
// so the work can be held exactly as long as the story needs. The clock is
// synctest's.

const mib = 1024

// occupy lets a caller of the given cost into the gate and holds it there until
// release is closed.
func occupy(t *testing.T, g *gate, c cost, release <-chan struct{}) <-chan error {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- g.pass(context.Background(), c, func() { <-release }) }()
	synctest.Wait()
	return done
}

func TestNoMoreThanTheWidthRunAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(3, 100, time.Minute, 19*mib)
		var mu sync.Mutex
		running, most := 0, 0
		var group sync.WaitGroup
		for range 50 {
			group.Go(func() {
				err := g.pass(t.Context(), cost{memory: 19 * mib, threads: 1}, func() {
					mu.Lock()
					running++
					most = max(most, running)
					mu.Unlock()
					time.Sleep(time.Second)
					mu.Lock()
					running--
					mu.Unlock()
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if most != 3 {
			t.Errorf("%d ran at once", most)
		}
	})
}

func TestAFullQueueAnswersBusyWithoutWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(1, 1, time.Minute, 1)
		release := make(chan struct{})
		first := occupy(t, g, cost{}, release)
		second := occupy(t, g, cost{}, release)
		began := time.Now()
		err := g.pass(t.Context(), cost{}, func() { t.Error("ran") })
		if !errors.Is(err, ErrBusy) || time.Since(began) != 0 {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		close(release)
		if err := errors.Join(<-first, <-second); err != nil {
			t.Error(err)
		}
	})
}

func TestWaitingEndsAfterItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(1, 1, 10*time.Second, 1)
		release := make(chan struct{})
		first := occupy(t, g, cost{}, release)
		began := time.Now()
		err := g.pass(t.Context(), cost{}, func() { t.Error("ran") })
		if !errors.Is(err, ErrBusy) || time.Since(began) != 10*time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		close(release)
		if err := <-first; err != nil {
			t.Error(err)
		}
	})
}

func TestWhoeverHangsUpLeavesTheQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(1, 1, time.Minute, 1)
		release := make(chan struct{})
		first := occupy(t, g, cost{}, release)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := g.pass(ctx, cost{}, func() { t.Error("ran") })
		if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, ErrBusy) {
			t.Errorf("left with %v", err)
		}
		second := occupy(t, g, cost{}, release) // the place in the queue is free again
		close(release)
		if err := errors.Join(<-first, <-second); err != nil {
			t.Error(err)
		}
	})
}

func TestAHashThatNeedsMoreTakesMorePlaces(t *testing.T) {
	g := newGate(4, 1, time.Minute, 19*mib)
	for _, c := range []struct {
		name string
		cost cost
		want int64
	}{
		{"bcrypt", cost{threads: 1}, 1},
		{"one of our own", cost{memory: 19 * mib, threads: 1}, 1},
		{"twice the memory", cost{memory: 38 * mib, threads: 1}, 2},
		{"a little more than twice", cost{memory: 38*mib + 1, threads: 1}, 3},
		{"the most there is", cost{memory: 256 * mib, threads: 1}, 4},
		{"three lanes", cost{memory: 64, threads: 3}, 3},
		{"sixteen lanes", cost{memory: 64, threads: 16}, 4},
	} {
		if got := g.placesFor(c.cost); got != c.want {
			t.Errorf("%s takes %d places, not %d", c.name, got, c.want)
		}
	}
}

func TestALargeHashRunsAloneAndIsNotPassedBy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(2, 10, time.Minute, 19*mib)
		small, large := cost{memory: 19 * mib, threads: 1}, cost{memory: 256 * mib, threads: 1}
		one, two, three := make(chan struct{}), make(chan struct{}), make(chan struct{})
		first := occupy(t, g, small, one)
		second := occupy(t, g, large, two)
		third := occupy(t, g, small, three)
		close(three)
		synctest.Wait()
		select {
		case <-third:
			t.Error("a small hash went ahead of the large one that waits")
		default:
		}
		close(one)
		close(two)
		if err := errors.Join(<-first, <-second, <-third); err != nil {
			t.Error(err)
		}
	})
}

func TestAPanicGivesItsPlaceBack(t *testing.T) {
	g := newGate(1, 0, time.Minute, 1)
	func() {
		defer func() { recover() }()
		g.pass(t.Context(), cost{}, func() { panic("out of memory") }) //nolint:errcheck // it panics
	}()
	if err := g.pass(t.Context(), cost{}, func() {}); err != nil {
		t.Error(err)
	}
}
