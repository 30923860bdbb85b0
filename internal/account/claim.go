package account

import (
	"context"
	"errors"
)

// Whoever asks for a user name or an e-mail learns whether somebody has it: the
// contracts want that told. With an account that could be asked about a whole
// list of addresses, so it is limited, each within a LimitWindow.
const (
	// claimsMax is how often one account may ask for other values, with success or
	// without. Each success also sends a letter to the former address, which is
	// held from then on, so this bounds how many strangers one account can bother.
	claimsMax = 50
	// takenMax is how many of the values may turn out to be taken.
	takenMax = 10
	// takenMaxClient is the same for all accounts from one network together: as
	// many as it can ask about by signing up.
	takenMaxClient = 50
)

// The names of what is counted about claims.
const (
	countedClaims = "claims "
	countedTaken  = "taken "
)

// claim says whether the actor may ask for the user name and e-mail of a change,
// and whether they are free. What decides in the end is the constraint.
//
// Kinds: Throttled, Conflict.
func (s *Service) claim(ctx context.Context, actor Actor, now Account, in ProfileChange) error {
	if changed(in.Username, now.Username) == nil && changed(in.Email, now.Email) == nil {
		return nil
	}
	if err := s.admitClaim(ctx, actor); err != nil {
		return err
	}
	return s.countTaken(ctx, actor, s.judgeUnique(ctx, now, in))
}

// admitClaim counts a claim and refuses it when the actor has asked too often.
// Claims are counted before anything is looked up and conflicts only after it, so
// the former bound what many requests at once can learn. Throttled.
func (s *Service) admitClaim(ctx context.Context, actor Actor) error {
	if !s.limits || actor.via != "" {
		return nil
	}
	now := s.now()
	for _, taken := range s.takenCounters(actor) {
		count, ends, err := s.store.Hits(ctx, taken.key, LimitWindow, now)
		if err != nil {
			return err
		}
		if count >= taken.max {
			return &Error{Kind: Throttled, RetryAfter: ends.Sub(now)}
		}
	}
	count, ends, err := s.store.Hit(ctx, countedClaims+s.counterKey(accountText(actor.ID())), LimitWindow, now)
	if err != nil {
		return err
	}
	if count > claimsMax {
		return &Error{Kind: Throttled, RetryAfter: ends.Sub(now)}
	}
	return nil
}

// countTaken counts an error that told of a value that is taken, and returns it.
func (s *Service) countTaken(ctx context.Context, actor Actor, told error) error {
	if !s.limits || actor.via != "" || !errors.Is(told, Conflict) {
		return told
	}
	for _, taken := range s.takenCounters(actor) {
		if _, _, err := s.store.Hit(ctx, taken.key, LimitWindow, s.now()); err != nil {
			return err
		}
	}
	return told
}

// counter is something that is counted, and up to where.
type counter struct {
	key string
	max int
}

// takenCounters are those of the actor and of the network that the request came
// from, as far as that is known.
func (s *Service) takenCounters(actor Actor) []counter {
	counters := []counter{{countedTaken + s.counterKey(accountText(actor.ID())), takenMax}}
	if network, ok := networkOf(actor.client.Address); ok {
		counters = append(counters, counter{countedTaken + s.counterKey("network "+network.String()), takenMaxClient})
	}
	return counters
}
