package account

import (
	"context"
	"encoding/hex"
	"errors"
	"time"
)

// Guessing at one account from many addresses is not stopped by limits per
// address. After guessLimit failures in a window the account takes one attempt
// in guessPause from addresses that never signed in to it; from an address that
// did, the owner goes on as always, so nobody can lock an owner out.
//
// Failures are counted by what was typed, whether or not it is an account, so
// that being slowed down tells nothing.
const (
	guessLimit = 20
	guessPause = time.Minute
)

// checkGuessing refuses an attempt when there was too much guessing. Throttled.
func (s *Service) checkGuessing(ctx context.Context, in SignIn) error {
	if !s.limits {
		return nil
	}
	key := s.guessKey(in.Login)
	now := s.now()
	failures, _, err := s.store.Hits(ctx, "guess "+key, now)
	if err != nil || failures < guessLimit {
		return err
	}
	familiar, err := s.isFamiliar(ctx, in)
	if err != nil || familiar {
		return err
	}
	attempts, ends, err := s.store.Hit(ctx, "slow "+key, guessPause, now)
	if err != nil {
		return err
	}
	if attempts > 1 {
		return &Error{Kind: Throttled, RetryAfter: ends.Sub(now)}
	}
	return nil
}

// countGuess counts a failure.
func (s *Service) countGuess(ctx context.Context, login Key) error {
	if !s.limits {
		return nil
	}
	_, _, err := s.store.Hit(ctx, "guess "+s.guessKey(login), LimitWindow, s.now())
	return err
}

// isFamiliar says whether anybody signed in to the account from this address
// before.
func (s *Service) isFamiliar(ctx context.Context, in SignIn) (bool, error) {
	if in.Client.Address == "" {
		return false, nil
	}
	a, err := s.find(ctx, in.Login)
	if errors.Is(err, NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	events, err := s.store.Events(ctx, EventQuery{Account: a.ID, Action: ActionSignIn, Address: in.Client.Address, Limit: 1})
	return len(events) > 0, err
}

// guessKey stands for a login in the table of counters, which must not become a
// list of addresses.
func (s *Service) guessKey(login Key) string {
	return hex.EncodeToString(s.tokens.Derive("guess", login.Email+"\x00"+login.Username)[:16])
}
