package prove_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"
)

// A pace is how long answers took, each counted from the moment at which its
// request was due. A client that waits for a slow answer asks its next question
// late; counted from then on, it would hide exactly the wait that is looked for.
type pace []time.Duration

// quantile is the time within which so much of 1 was answered.
func (p pace) quantile(q float64) time.Duration {
	if len(p) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(p))
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

func (p pace) String() string {
	return fmt.Sprintf("median %v, 99th %v, most %v of %d",
		p.quantile(0.5).Round(10*time.Microsecond), p.quantile(0.99).Round(10*time.Microsecond), p.quantile(1).Round(10*time.Microsecond), len(p))
}

// readers is how many honest people read their profile, and period how often each
// of them does: together 400 reads a second, which a machine of two cores answers
// with little of its time.
const (
	readers = 8
	period  = 20 * time.Millisecond
)

// honest makes the people who read.
func honest(t *testing.T, url string) []*person {
	t.Helper()
	all := make([]*person, readers)
	for i := range all {
		all[i] = newcomer(t, url, fmt.Sprint("honest", i))
	}
	return all
}

// readOn lets people read their profiles through both contracts for some time, and
// wants every answer to be right.
func readOn(ctx context.Context, people []*person, length time.Duration) (pace, error) {
	ctx, cancel := context.WithTimeout(ctx, length)
	defer cancel()
	var mu sync.Mutex
	var all pace
	var errs error
	var reading sync.WaitGroup
	for _, p := range people {
		reading.Go(func() {
			took, err := p.readAtPace(ctx)
			mu.Lock()
			defer mu.Unlock()
			all, errs = append(all, took...), errors.Join(errs, err)
		})
	}
	reading.Wait()
	return all, errs
}

func (p *person) readAtPace(ctx context.Context) (took pace, err error) {
	start := time.Now()
	for i := 0; ; i++ {
		due := start.Add(time.Duration(i) * period)
		select {
		case <-ctx.Done():
			return took, nil
		case <-time.After(time.Until(due)):
		}
		if err := p.readProfile(context.WithoutCancel(ctx), i); err != nil {
			return took, err
		}
		took = append(took, time.Since(due))
	}
}

// readProfile reads through one contract or the other.
func (p *person) readProfile(ctx context.Context, turn int) error {
	method, path := "GET", "/api/auth/profile"
	if turn%2 == 1 {
		method, path = "POST", "/api/profile/"
	}
	a, err := p.ask(ctx, method, path, "")
	if err != nil {
		return fmt.Errorf("%s cannot read the profile: %w", p.name, err)
	}
	if a.status != http.StatusOK || !contains(a.body, p.email()) {
		return fmt.Errorf("%s reads %d %s", p.name, a.status, a.body)
	}
	return nil
}
