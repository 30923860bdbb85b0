package account

import (
	"context"
	"errors"

	"perfil/internal/token"
)

// Actor is who acts: somebody with a good token, or an operator at the machine.
// Every use case that needs rights takes one; the only ways to get one are
// Authenticate and Operator.
type Actor struct {
	snapshot *Snapshot
	facts    *token.Facts // of nobody's token for an operator
	client   Client
	via      string // "" for a token; else the operator's tool
}

// Operator is an actor who holds the machine and so stands above roles: the
// command line. via names the tool in the audit trail.
func Operator(via string) Actor {
	return Actor{snapshot: &Snapshot{Account: Account{Role: RoleAdmin}}, facts: &token.Facts{}, via: via}
}

// ID is the account that acts; 0 for an operator.
func (a Actor) ID() ID { return a.snapshot.Account.ID }

// Snapshot is the account that acts, as it stood when it was authenticated.
func (a Actor) Snapshot() *Snapshot { return a.snapshot }

// From returns the actor with the client that the request came from, for the
// audit trail.
func (a Actor) From(c Client) Actor {
	a.client = c
	return a
}

// Authenticate says who holds an access token, whichever contract or reference
// system issued it.
//
// Kinds: Unauthenticated for a token that is no good or whose session ended,
// Gone when its account does not exist any more, Inactive when the account is
// not active.
func (s *Service) Authenticate(ctx context.Context, raw string) (Actor, error) {
	known, snap, err := s.holder(ctx, raw)
	if err != nil {
		return Actor{}, asGone(err)
	}
	if snap.Account.Status != StatusActive {
		return Actor{}, fail(Inactive)
	}
	if err := s.checkAlive(ctx, snap, known); err != nil {
		return Actor{}, err
	}
	return Actor{snapshot: snap, facts: &known.facts}, nil
}

// holder is the account of an access token. Unauthenticated, NotFound.
func (s *Service) holder(ctx context.Context, raw string) (*seen, *Snapshot, error) {
	known, err := s.verify(ctx, raw)
	if err != nil {
		return nil, nil, err
	}
	snap, err := s.snapshot(ctx, known)
	if known.facts.Source == "" || !errors.Is(err, NotFound) {
		return known, snap, err
	}
	// Somebody who was deleted here and brought in once more has another number now.
	s.memo.forget(raw)
	if known, err = s.verify(ctx, raw); err != nil {
		return nil, nil, err
	}
	snap, err = s.snapshot(ctx, known)
	return known, snap, err
}

// verify says what an access token states, if it is good, with our number of the
// account. Unauthenticated, NotFound.
func (s *Service) verify(ctx context.Context, raw string) (*seen, error) {
	now := s.now()
	if known := s.memo.get(raw, now); known != nil {
		return known, nil
	}
	f, err := s.tokens.VerifyAccess(raw, now)
	if err != nil {
		return nil, &Error{Kind: Unauthenticated, Err: err}
	}
	if err := s.localize(ctx, &f); err != nil {
		return nil, err
	}
	known := &seen{facts: f}
	s.memo.put(raw, known)
	return known, nil
}

// snapshot reads the account of a token from memory, or from the store together
// with whether the token is alive. NotFound.
func (s *Service) snapshot(ctx context.Context, known *seen) (*Snapshot, error) {
	id := ID(known.facts.Account)
	if snap := s.memory.get(id); snap != nil {
		return snap, nil
	}
	epoch := s.memory.begin(id)
	a, alive, err := s.store.Holder(ctx, id, Credential{SessionID(known.facts.Session), known.facts.Digest})
	if err != nil {
		return nil, err
	}
	snap := s.memory.snapshot(a)
	if alive {
		known.alive.Store(snap.serial)
	}
	s.memory.put(id, snap, epoch)
	return snap, nil
}

// checkAlive says whether what the token belongs to has not been ended.
//
// A token with a session stands and falls with the session. One that another
// system issued has none: it must not be older than ValidAfter, and must not
// have been signed out by itself.
func (s *Service) checkAlive(ctx context.Context, snap *Snapshot, known *seen) error {
	f := &known.facts
	if f.Session == "" && isBefore(f, &snap.Account) {
		return failf(Unauthenticated, "the token is older than the last password change or sign-out of all")
	}
	if known.alive.Load() == snap.serial {
		return nil
	}
	if err := s.readAlive(ctx, snap.Account.ID, f); err != nil {
		return err
	}
	known.alive.Store(snap.serial)
	return nil
}

// readAlive asks the store what checkAlive wants to know.
func (s *Service) readAlive(ctx context.Context, id ID, f *token.Facts) error {
	if f.Session == "" {
		spent, err := s.store.Spent(ctx, f.Digest)
		if err == nil && spent {
			return failf(Unauthenticated, "the token was signed out")
		}
		return err
	}
	session, err := s.store.Session(ctx, SessionID(f.Session))
	switch {
	case errors.Is(err, NotFound):
		return failf(Unauthenticated, "the session has ended")
	case err != nil:
		return err
	case session.Account != id:
		return failf(Unauthenticated, "the session is another account's")
	default:
		return nil
	}
}

// isBefore says whether a token that another system issued is older than the
// last event that ended such tokens. Without an issue time it is older than any
// event.
func isBefore(f *token.Facts, a *Account) bool {
	if a.ValidAfter.IsZero() {
		return false
	}
	return !f.HasIssuedAt || f.IssuedAt.Before(a.ValidAfter)
}
