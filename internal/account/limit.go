package account

import (
	"context"
	"time"
)

// Limit is how often one client address may try something within a window.
type Limit struct {
	name string
	Max  int
}

// LimitWindow is the length of the fixed windows in which attempts are counted.
const LimitWindow = 15 * time.Minute

// The limits. What they bound is shared by all contracts and all nodes, since
// an attacker does not care which door the guesses go through.
var (
	LimitSignIn = Limit{name: "sign-in", Max: 5}
	LimitJoin   = Limit{name: "join", Max: 50} // sign-up, forgotten password, reset
)

// Quota is what is left of a limit to a client. Max is 0 when limits are off.
type Quota struct {
	Max       int
	Remaining int
	ResetIn   time.Duration // until the window ends
}

// Admit counts an attempt of the client with this key, and refuses it when the
// limit is used up. The key is the client's address as far as it counts for one
// client.
//
// Kinds: Throttled, with the Quota filled all the same.
func (s *Service) Admit(ctx context.Context, limit Limit, client string) (Quota, error) {
	if !s.limits {
		return Quota{}, nil
	}
	now := s.now()
	count, ends, err := s.store.Hit(ctx, limit.name+" "+client, LimitWindow, now)
	if err != nil {
		return Quota{}, err
	}
	q := Quota{Max: limit.Max, Remaining: max(0, limit.Max-count), ResetIn: ends.Sub(now)}
	if count > limit.Max {
		return q, &Error{Kind: Throttled, RetryAfter: q.ResetIn}
	}
	return q, nil
}
