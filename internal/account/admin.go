package account

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

var zeroTime time.Time

// AdminChange is what an administrator asks to be written to any account. A nil
// field stays as it is.
type AdminChange struct {
	Terms   Terms
	Profile ProfileChange // its own Terms, Match, Avatar and Refused are ignored
	Role    *Role
	Status  *Status
	Match   func(version int64) bool // as in ProfileChange
	Refused []Violation
}

// requireAdmin says whether the actor administers now. It reads the account
// and the session anew: rights of this weight are never taken from memory.
//
// Kinds: Forbidden, Gone, Inactive, Unauthenticated.
func (s *Service) requireAdmin(ctx context.Context, actor Actor) error {
	if actor.via != "" {
		return nil
	}
	a, alive, err := s.store.Holder(ctx, actor.ID(), credentialOf(actor.facts))
	if errors.Is(err, NotFound) {
		return fail(Gone)
	}
	if err != nil {
		return err
	}
	if a.Status != StatusActive {
		return fail(Inactive)
	}
	if a.Role != RoleAdmin {
		return fail(Forbidden)
	}
	return held{&Snapshot{Account: a}, alive}.check(actor.facts)
}

// RequireAdmin is for contracts that must refuse before they read the rest of a
// request. Whoever was an admin when the token was looked at passes: the use case
// behind it reads the account anew, and to do it twice would protect nothing.
// Whoever was none is looked at again, since an admin of this moment must pass.
//
// Kinds: those of every use case for administrators: Forbidden for who is none;
// Gone, Inactive and Unauthenticated when the actor was stopped meanwhile.
func (s *Service) RequireAdmin(ctx context.Context, actor Actor) error {
	if isActiveAdmin(&actor.snapshot.Account) {
		return nil
	}
	return s.requireAdmin(ctx, actor)
}

// Accounts lists accounts for an administrator.
//
// Kinds: those of RequireAdmin.
func (s *Service) Accounts(ctx context.Context, actor Actor, q Query) (Page, error) {
	if err := s.requireAdmin(ctx, actor); err != nil {
		return Page{}, err
	}
	return s.store.List(ctx, q)
}

// Account reads any account for an administrator.
//
// Kinds: those of RequireAdmin; NotFound.
func (s *Service) Account(ctx context.Context, actor Actor, key Key) (Account, error) {
	if err := s.requireAdmin(ctx, actor); err != nil {
		return Account{}, err
	}
	return s.store.Find(ctx, key)
}

// UpdateAccount writes any account for an administrator, all of the change or
// nothing. Nobody changes the own role or status, and one active admin stays.
// An account that is taken out of use loses its sessions, for good.
//
// Kinds: those of RequireAdmin; NotFound, NothingToChange, Invalid, Stale,
// Conflict, NotOnSelf, LastAdmin.
func (s *Service) UpdateAccount(ctx context.Context, actor Actor, id ID, in AdminChange) (Account, error) {
	if err := s.requireAdmin(ctx, actor); err != nil {
		return Account{}, err
	}
	before, err := s.store.Find(ctx, Key{ID: id})
	if err != nil {
		return Account{}, err
	}
	if in.isEmpty() {
		return Account{}, fail(NothingToChange)
	}
	in.Profile.Terms, in.Profile.Refused, in.Profile.Avatar, in.Profile.Match = in.Terms, in.Refused, nil, in.Match
	in.Profile.normalize()
	if _, err := s.judgeProfile(ctx, before, in.Profile); err != nil {
		return Account{}, err
	}
	if err := s.judgeUnique(ctx, before, in.Profile); err != nil {
		return Account{}, err
	}
	return s.update(ctx, id, func(c *Change) error {
		if in.Match != nil && !in.Match(c.Account.Version) {
			return fail(Stale)
		}
		return s.administer(c, actor, in)
	})
}

func (in *AdminChange) isEmpty() bool {
	p := &in.Profile
	return p.Username == nil && p.Email == nil && p.FirstName == nil && p.LastName == nil &&
		p.Name == nil && p.Phone == nil && in.Role == nil && in.Status == nil && len(in.Refused) == 0
}

// administer applies an administrator's change and writes down what it was.
func (s *Service) administer(c *Change, actor Actor, in AdminChange) error {
	before := c.Account
	s.apply(c, actor, in.Profile)
	if in.Role != nil {
		c.Account.Role = *in.Role
	}
	if in.Status != nil {
		c.Account.Status = *in.Status
	}
	rank := c.Account.Role != before.Role || c.Account.Status != before.Status
	if rank && actor.via == "" && actor.ID() == before.ID {
		return fail(NotOnSelf)
	}
	if !isActiveAdmin(&c.Account) {
		if err := keepAnAdmin(c, &before); err != nil {
			return err
		}
	}
	if before.Status == StatusActive && c.Account.Status != StatusActive {
		s.suspend(c)
	}
	if detail := differences(&before, &c.Account); detail != "" {
		c.Events = append(c.Events, s.eventBy(actor, ActionUpdated, detail))
	}
	return nil
}

// suspend ends what gives access. Foreign tokens count in whole seconds, and one
// that is issued right after a reactivation must work, so the second in which
// the suspension falls is spared.
func (s *Service) suspend(c *Change) {
	c.End = Ending{All: true}
	if second := s.now().Truncate(time.Second); second.After(c.Account.ValidAfter) {
		c.Account.ValidAfter = second
	}
	voidLetters(c)
}

// differences says in words what changed, without the values of personal data.
func differences(before, after *Account) string {
	var parts []string
	if before.Role != after.Role {
		parts = append(parts, fmt.Sprintf("role %s -> %s", before.Role, after.Role))
	}
	if before.Status != after.Status {
		parts = append(parts, fmt.Sprintf("status %s -> %s", before.Status, after.Status))
	}
	for _, f := range []struct {
		name      string
		unchanged bool
	}{
		{"username", before.Username == after.Username},
		{"email", before.Email == after.Email},
		{"name", before.FirstName == after.FirstName && before.LastName == after.LastName},
		{"phone", before.Phone == after.Phone},
	} {
		if !f.unchanged {
			parts = append(parts, f.name)
		}
	}
	return strings.Join(parts, ", ")
}
