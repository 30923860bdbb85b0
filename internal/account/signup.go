package account

import (
	"context"
	"errors"
	"strings"
	"time"

	"perfil/internal/avatar"
	"perfil/internal/password"
)

// SignUp is what somebody gives to get an account.
type SignUp struct {
	Terms  Terms
	Client Client

	Username     string
	MakeUsername bool // make one from the e-mail instead
	Email        string
	Password     string
	FirstName    string
	LastName     string
	Name         *string // both names in one piece, instead of the two
	Phone        string
	Avatar       *Upload // nil: none

	// Refused is what the caller found wrong while it read the request (a
	// number where text belongs). The fields named here are not judged again;
	// one answer tells everything, but what is wrong inside a picture.
	Refused []Violation
}

// SignUp makes an account and its first session. The role is user and the
// status active, whatever was sent; inactive where the address has to be
// confirmed first, so that the session works from then on.
//
// Kinds: Invalid; Conflict when only the user name or e-mail are taken; Busy.
func (s *Service) SignUp(ctx context.Context, in SignUp) (Granted, error) {
	in.normalize()
	img, err := s.judgeSignUp(ctx, in)
	if err != nil {
		return Granted{}, err
	}
	hash, err := s.hash(ctx, in.Password)
	if err != nil {
		return Granted{}, err
	}
	now := s.now()
	session := s.newSession(in.Terms.Shape, in.Client, now)
	a := in.account()
	a.PasswordHash, a.CreatedAt = hash, now
	a.ValidAfter = bornAt(now)
	if s.confirmSignUp == ConfirmRequired {
		a.Status = StatusInactive
	}
	if a.Avatar, err = s.keep(ctx, img); err != nil {
		return Granted{}, err
	}
	created, err := s.create(ctx, in, a, session)
	if err != nil {
		s.dropUnless(ctx, a.Avatar, err)
		return Granted{}, err
	}
	return s.grant(in.Terms.Shape, created, session)
}

// bornAt is the moment from which tokens without a session may be for an account
// that is made here. A former system may have given its id to somebody else, and
// that person's token must not open it. Such tokens count in whole seconds.
func bornAt(now time.Time) time.Time { return now.Truncate(time.Second) }

// create stores the account. A made user name that is taken is made anew: the
// constraint decides, so two registrations at once cannot get the same one.
func (s *Service) create(ctx context.Context, in SignUp, a Account, session *Session) (Account, error) {
	for try := 0; ; try++ {
		if in.MakeUsername {
			a.Username = usernameFrom(a.Email, try)
		}
		c := &Change{
			Account: a,
			Start:   session,
			Events:  []Event{s.event(ActionSignUp, in.Client)},
		}
		if s.confirmSignUp != ConfirmNot {
			c.Jobs = []Job{s.letter(JobConfirmEmailMail, a.Email)}
			defer s.wake()
		}
		created, err := s.store.Create(ctx, c)
		var e *Error
		if in.MakeUsername && try < usernameTries && errors.As(err, &e) &&
			e.Has(FieldUsername, Taken) && !e.Has(FieldEmail, Taken) {
			continue
		}
		return created, err
	}
}

func (in *SignUp) normalize() {
	in.Username = strings.TrimSpace(in.Username)
	in.Email = NormalizeEmail(in.Email)
	in.FirstName = strings.TrimSpace(in.FirstName)
	in.LastName = strings.TrimSpace(in.LastName)
	in.Phone = strings.TrimSpace(in.Phone)
}

func (in *SignUp) account() Account {
	a := Account{
		Username:  in.Username,
		Email:     in.Email,
		FirstName: in.FirstName,
		LastName:  in.LastName,
		Phone:     in.Phone,
		Version:   1,
	}
	if in.Name != nil {
		a.SetName(*in.Name)
	}
	return a
}

// judgeSignUp collects every refusal, those of the store's uniqueness too. That
// look-up only serves the answer; what decides is the constraint in create.
func (s *Service) judgeSignUp(ctx context.Context, in SignUp) (avatar.Image, error) {
	r := refusals(append([]Violation(nil), in.Refused...))
	t := in.Terms
	if !r.has(FieldUsername) && !in.MakeUsername {
		r.username(in.Username)
	}
	if !r.has(FieldEmail) {
		r.email(in.Email, t)
	}
	if !r.has(FieldPassword) {
		r.password(in.Password, t,
			password.Attribute{Name: FieldUsername.String(), Value: in.Username},
			password.Attribute{Name: FieldEmail.String(), Value: in.Email})
	}
	r.names(in.FirstName, in.LastName, in.Name, t)
	if !r.has(FieldPhone) {
		r.text(FieldPhone, in.Phone, PhoneMax)
	}
	if err := s.judgeTaken(ctx, &r, 0, in.Username, in.Email); err != nil {
		return avatar.Image{}, err
	}
	if err := r.err(); err != nil {
		// No picture is decoded for who gets no account: it is the dearest thing
		// that somebody without one can ask for.
		return avatar.Image{}, err
	}
	img, err := s.draw(ctx, &r, in.Avatar)
	if err != nil {
		return avatar.Image{}, err
	}
	return img, r.err()
}

// names judges the parts of a name, or the whole where it came in one piece.
func (r *refusals) names(first, last string, whole *string, t Terms) {
	if whole != nil && !r.has(FieldName) {
		r.text(FieldName, strings.TrimSpace(*whole), t.NameMax)
	}
	if !r.has(FieldFirstName) {
		r.text(FieldFirstName, first, t.NameMax)
	}
	if !r.has(FieldLastName) {
		r.text(FieldLastName, last, t.NameMax)
	}
}

// judgeTaken looks whether another account than self has the user name or the
// e-mail, as far as they are acceptable at all.
func (s *Service) judgeTaken(ctx context.Context, r *refusals, self ID, username, email string) error {
	checks := []struct {
		field Field
		key   Key
	}{
		{FieldUsername, Key{Username: username}},
		{FieldEmail, Key{Email: email}},
	}
	for _, c := range checks {
		if c.key == (Key{}) || r.has(c.field) {
			continue
		}
		taken, err := s.isTaken(ctx, c.key, self)
		if err != nil {
			return err
		}
		if taken {
			r.add(c.field, Taken)
		}
	}
	return nil
}

// isTaken says whether another account than self has a user name or an e-mail,
// or can still take the e-mail back, see RestoreEmail.
func (s *Service) isTaken(ctx context.Context, key Key, self ID) (bool, error) {
	if key.Email != "" {
		return s.store.Held(ctx, key.Email, self)
	}
	other, err := s.store.Find(ctx, key)
	if errors.Is(err, NotFound) {
		return false, nil
	}
	return err == nil && other.ID != self, err
}
