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
// in guessPause from networks that are not familiar to it; from one that is, the
// owner goes on as always, so nobody can lock an owner out.
const (
	guessLimit = 20
	guessPause = time.Minute
	// familiarEvents is how many events of a kind are looked through for the
	// network.
	familiarEvents = 100
)

// familiarizing are the actions that only an owner does: who knows the password,
// made the account, or reads its mail. A new address does not count, because who
// stole a session can enter one of their own and read its mail.
var familiarizing = [...]Action{
	ActionSignIn, ActionSignUp, ActionPasswordReset, ActionEmailVerified, ActionEmailRestored,
}

// detailNewAddress marks an ActionEmailVerified that gave the account the address.
const detailNewAddress = "a new address"

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
		text = accountText(target)
	}
	return guess{key: s.counterKey(text), target: target, from: from}
}

func accountText(id ID) string { return "account " + strconv.FormatInt(int64(id), 10) }

// The names of what is counted about guesses.
const (
	countedFailures = "guess "
	countedAttempts = "slow "
)

// forgive makes a change end the counts of failures: whoever reads the account's
// mail has shown to be the owner, and the password that was guessed at may be
// another one now. Guessers start anew with that, but no sooner than the owner
// follows the next link.
func (s *Service) forgive(c *Change) {
	key := s.counterKey(accountText(c.Account.ID))
	c.Clear = append(c.Clear, countedFailures+key, countedAttempts+key)
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
	failures, _, err := s.store.Hits(ctx, countedFailures+g.key, LimitWindow, now)
	if err != nil || failures < guessLimit {
		return err
	}
	familiar, err := s.isFamiliar(ctx, g)
	if err != nil || familiar {
		return err
	}
	attempts, ends, err := s.store.Hit(ctx, countedAttempts+g.key, guessPause, now)
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
	_, _, err := s.store.Hit(ctx, countedFailures+g.key, LimitWindow, s.now())
	return err
}

// isFamiliar says whether the owner was seen in the same network lately.
func (s *Service) isFamiliar(ctx context.Context, g guess) (bool, error) {
	here, ok := networkOf(g.from.Address)
	if !ok || g.target == 0 {
		return false, nil
	}
	for _, action := range familiarizing {
		events, err := s.store.Events(ctx, EventQuery{Account: g.target, Action: action, Limit: familiarEvents})
		if err != nil {
			return false, err
		}
		for _, e := range events {
			if there, ok := networkOf(e.Address); ok && there == here && e.Detail != detailNewAddress {
				return true, nil
			}
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
