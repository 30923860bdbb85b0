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
	known, held, err := s.holder(ctx, raw)
	if err != nil {
		return Actor{}, asGone(err)
	}
	if held.Account.Status != StatusActive {
		return Actor{}, fail(Inactive)
	}
	if err := held.check(&known.facts); err != nil {
		return Actor{}, err
	}
	return Actor{snapshot: held.Snapshot, facts: &known.facts}, nil
}

// held is the account of a token, and whether the token has not been ended, both of one
// moment: an account that is deleted between two questions would leave a token without
// a session, and its owner would be told to sign in again.
type held struct {
	*Snapshot
	alive bool
}

// holder is the account of an access token. Unauthenticated, NotFound.
func (s *Service) holder(ctx context.Context, raw string) (*seen, held, error) {
	known, err := s.verify(ctx, raw)
	if err != nil {
		return nil, held{}, err
	}
	h, err := s.snapshot(ctx, known)
	if known.facts.Source == "" || !errors.Is(err, NotFound) {
		return known, h, err
	}
	// Somebody who was deleted here and brought in once more has another number now.
	s.memo.forget(raw)
	if known, err = s.verify(ctx, raw); err != nil {
		return nil, held{}, err
	}
	h, err = s.snapshot(ctx, known)
	return known, h, err
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
func (s *Service) snapshot(ctx context.Context, known *seen) (held, error) {
	id := ID(known.facts.Account)
	snap := s.memory.get(id)
	if snap != nil && known.alive.Load() == snap.serial {
		return held{snap, true}, nil
	}
	epoch := s.memory.begin(id)
	a, alive, err := s.store.Holder(ctx, id, credentialOf(&known.facts))
	if err != nil {
		return held{}, err
	}
	if snap == nil { // else only the token is new here
		snap = s.memory.snapshot(a)
		s.memory.put(id, snap, epoch)
	}
	if alive {
		known.alive.Store(snap.serial)
	}
	return held{snap, alive}, nil
}

func credentialOf(f *token.Facts) Credential { return Credential{SessionID(f.Session), f.Digest} }

// check says whether what the token belongs to has been ended.
//
// A token with a session stands and falls with the session. One that another
// system issued has none: it must not be older than ValidAfter, and must not
// have been signed out by itself.
func (h held) check(f *token.Facts) error {
	switch {
	case f.Session == "" && isBefore(f, &h.Account):
		return failf(Unauthenticated, "the token is older than the last password change or sign-out of all")
	case h.alive:
		return nil
	case f.Session == "":
		return failf(Unauthenticated, "the token was signed out")
	default:
		return failf(Unauthenticated, "the session has ended")
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
