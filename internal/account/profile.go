package account

import (
	"context"
	"strings"

	"perfil/internal/avatar"
)

// ProfileChange is what the owner of an account asks to be written. A nil field
// stays as it is.
type ProfileChange struct {
	Terms     Terms
	Username  *string
	Email     *string
	FirstName *string
	LastName  *string
	Name      *string // both names in one piece, see Account.SetName
	Phone     *string // "" unsets it
	Avatar    *Upload

	// Match, if set, is asked whether the change was made from this version of
	// the profile; if not, nothing is changed.
	Match func(version int64) bool

	Refused []Violation // as in SignUp
}

// Owns says whether the actor may write the profile of this account: only its
// owner may. A contract asks before it looks at the body, so that nobody learns
// anything about the account of another. Forbidden.
func (a Actor) Owns(id ID) error {
	if a.ID() != id {
		return fail(Forbidden)
	}
	return nil
}

// UpdateProfile writes the actor's own profile, all of the change or nothing.
// Whether a user name or an e-mail is taken is looked up, and told, only when
// nothing else is in the way, and not without limit, see claim.
//
// Kinds: Forbidden, Gone, Invalid, Stale, Throttled, Conflict, Busy;
// Unauthenticated and Inactive when the actor was stopped meanwhile.
func (s *Service) UpdateProfile(ctx context.Context, actor Actor, id ID, in ProfileChange) (Account, error) {
	if err := actor.Owns(id); err != nil {
		return Account{}, err
	}
	in.normalize()
	now, err := s.current(ctx, actor, in)
	if err != nil {
		return Account{}, err
	}
	img, err := s.judgeProfile(ctx, now, in)
	if err != nil {
		return Account{}, err
	}
	if err := s.claim(ctx, actor, now, in); err != nil {
		return Account{}, err
	}
	picture, err := s.keep(ctx, img)
	if err != nil {
		return Account{}, err
	}
	var former string
	a, err := s.updateOwn(ctx, actor, func(c *Change) error {
		if in.Match != nil && !in.Match(c.Account.Version) {
			return fail(Stale)
		}
		former = c.Account.Avatar
		s.apply(c, actor, in)
		if in.Avatar != nil {
			s.replaceAvatar(c, picture)
		}
		return nil
	})
	if err != nil {
		s.dropUnless(ctx, picture, err)
		return Account{}, s.countTaken(ctx, actor, err)
	}
	if former != a.Avatar {
		s.drop(ctx, former)
	}
	return a, nil
}

// current is the account that a change is judged against. Another node may have
// changed it a moment ago; that matters to a change with a condition, which would
// be refused as stale though its sender saw the newest version.
func (s *Service) current(ctx context.Context, actor Actor, in ProfileChange) (Account, error) {
	if in.Match == nil {
		return actor.snapshot.Account, nil
	}
	a, err := s.store.Find(ctx, Key{ID: actor.ID()})
	return a, asGone(err)
}

func (in *ProfileChange) normalize() {
	for _, p := range []**string{&in.Username, &in.FirstName, &in.LastName, &in.Name, &in.Phone} {
		if *p != nil {
			trimmed := strings.TrimSpace(**p)
			*p = &trimmed
		}
	}
	if in.Email != nil {
		email := NormalizeEmail(*in.Email)
		in.Email = &email
	}
}

// apply writes the change into the account.
func (s *Service) apply(c *Change, actor Actor, in ProfileChange) {
	a := &c.Account
	set := func(dst *string, src *string) {
		if src != nil {
			*dst = *src
		}
	}
	set(&a.Username, in.Username)
	set(&a.FirstName, in.FirstName)
	set(&a.LastName, in.LastName)
	set(&a.Phone, in.Phone)
	if in.Name != nil {
		a.SetName(*in.Name)
	}
	if in.Email != nil {
		s.changeEmail(c, actor, *in.Email)
	}
}

// judgeProfile collects every refusal but that of a value that is taken, and then
// looks at the condition. A value that is what the account holds already is never
// refused: a form that sends back what it read must pass, also where the account
// came from a system with other rules.
func (s *Service) judgeProfile(ctx context.Context, now Account, in ProfileChange) (avatar.Image, error) {
	r := refusals(append([]Violation(nil), in.Refused...))
	username, email := changed(in.Username, now.Username), changed(in.Email, now.Email)
	if username != nil && !r.has(FieldUsername) {
		r.username(*username)
	}
	if email != nil && !r.has(FieldEmail) {
		r.email(*email, in.Terms)
	}
	r.names(orEmpty(changed(in.FirstName, now.FirstName)), orEmpty(changed(in.LastName, now.LastName)), changed(in.Name, now.Name()), in.Terms)
	if phone := changed(in.Phone, now.Phone); phone != nil && !r.has(FieldPhone) {
		r.text(FieldPhone, *phone, PhoneMax)
	}
	img, err := s.draw(ctx, &r, in.Avatar)
	if err == nil {
		err = r.err()
	}
	if err == nil && in.Match != nil && !in.Match(now.Version) {
		err = fail(Stale)
	}
	return img, err
}

// judgeUnique refuses what another account has.
func (s *Service) judgeUnique(ctx context.Context, now Account, in ProfileChange) error {
	var r refusals
	username, email := changed(in.Username, now.Username), changed(in.Email, now.Email)
	if err := s.judgeTaken(ctx, &r, now.ID, orEmpty(username), orEmpty(email)); err != nil {
		return err
	}
	return r.err()
}

// changed is the wanted value, or nil when it is absent or already there.
func changed(wanted *string, have string) *string {
	if wanted == nil || *wanted == have {
		return nil
	}
	return wanted
}

func orEmpty(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}
