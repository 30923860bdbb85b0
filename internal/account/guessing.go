package account

import (
	"context"
	"encoding/hex"
	"net/netip"
	"strconv"
	"time"
)

// Guessing at one account from many addresses is not stopped by limits per
// address. After guessLimit failures in a window the account takes one attempt
// in guessPause from networks that never signed in to it; from one that did, the
// owner goes on as always, so nobody can lock an owner out.
const (
	guessLimit = 20
	guessPause = time.Minute
	// familiarSignIns is how many sign-ins are looked through for the network.
	familiarSignIns = 100
)

// guess is an attempt at a password.
type guess struct {
	key    string // under which it is counted
	target ID     // 0: nobody's
	from   Client
}

// guessAt begins an attempt at an account, or at what was typed where that is
// no account: then it is counted all the same, so that being slowed down tells
// nothing. Keys are derived, or the table of counters would become a list of
// addresses.
func (s *Service) guessAt(target ID, typed Key, from Client) guess {
	text := "typed " + typed.Email + "\x00" + typed.Username
	if target != 0 {
		text = "account " + strconv.FormatInt(int64(target), 10)
	}
	return guess{key: s.counterKey(text), target: target, from: from}
}

// counterKey stands for a text in the table of counters.
func (s *Service) counterKey(text string) string {
	return hex.EncodeToString(s.tokens.Derive("counter", text)[:16])
}

// checkGuessing refuses an attempt when there was too much guessing. Throttled.
func (s *Service) checkGuessing(ctx context.Context, g guess) error {
	if !s.limits {
		return nil
	}
	now := s.now()
	failures, _, err := s.store.Hits(ctx, "guess "+g.key, now)
	if err != nil || failures < guessLimit {
		return err
	}
	familiar, err := s.isFamiliar(ctx, g)
	if err != nil || familiar {
		return err
	}
	attempts, ends, err := s.store.Hit(ctx, "slow "+g.key, guessPause, now)
	if err != nil {
		return err
	}
	if attempts > 1 {
		return &Error{Kind: Throttled, RetryAfter: ends.Sub(now)}
	}
	return nil
}

// countGuess counts a failure.
func (s *Service) countGuess(ctx context.Context, g guess) error {
	if !s.limits {
		return nil
	}
	_, _, err := s.store.Hit(ctx, "guess "+g.key, LimitWindow, s.now())
	return err
}

// isFamiliar says whether anybody signed in to the account from the same network
// lately.
func (s *Service) isFamiliar(ctx context.Context, g guess) (bool, error) {
	here, ok := networkOf(g.from.Address)
	if !ok || g.target == 0 {
		return false, nil
	}
	events, err := s.store.Events(ctx, EventQuery{Account: g.target, Action: ActionSignIn, Limit: familiarSignIns})
	if err != nil {
		return false, err
	}
	for _, e := range events {
		if there, ok := networkOf(e.Address); ok && there == here {
			return true, nil
		}
	}
	return false, nil
}

// networkOf is what one customer of a provider has: an IPv4 address, or the /64
// of an IPv6 address, which changes within it all the time.
func networkOf(address string) (netip.Prefix, bool) {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return netip.Prefix{}, false
	}
	a = a.Unmap().WithZone("")
	bits := 64
	if a.Is4() {
		bits = 32
	}
	p, err := a.Prefix(bits)
	return p, err == nil
}
