package account

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"
	"time"

	"perfil/internal/avatar"
	"perfil/internal/password"
	"perfil/internal/token"
)

// Service runs the use cases. It is safe for concurrent use.
type Service struct {
	store    Store
	hasher   *password.Hasher
	tokens   *token.Ring
	now      func() time.Time
	lifetime Lifetimes
	memory   *memory
	memo     *memo
	limits   bool
	encoder  *avatar.Encoder
	pictures avatar.Store
	post     Post

	confirmSignUp     Confirmation
	confirmEmailFirst bool
	jobsAdded         chan struct{}
	holds             atomic.Int32 // see HoldPictures
}

// Lifetimes says how long what was issued stays good.
type Lifetimes struct {
	Pair         time.Duration // both tokens of a pair of access and refresh
	Single       time.Duration // the token of a contract that gives only one
	Session      time.Duration // from the sign-in, however often it is refreshed; 0: no end but those of its tokens
	RefreshGrace time.Duration // for how long a refresh token that was just used gets the same successor again
	Reset        time.Duration // a ticket to set a new password
	UndoEmail    time.Duration // a ticket to take an e-mail change back
	ConfirmEmail time.Duration // a ticket to show that an address is one's own
}

// DefaultLifetimes are what the contracts document. The grace is off: both the
// published behaviour and the safest one is that a used refresh token ends its
// session at once.
func DefaultLifetimes() Lifetimes {
	return Lifetimes{
		Pair:         24 * time.Hour,
		Single:       24 * time.Hour,
		Reset:        time.Hour,
		UndoEmail:    7 * 24 * time.Hour,
		ConfirmEmail: 3 * 24 * time.Hour,
	}
}

// Confirmation says what a sign-up has to do with its address.
type Confirmation uint8

// The degrees. Required makes a new account inactive until somebody followed the
// link in the letter.
const (
	ConfirmNot Confirmation = iota
	ConfirmAsked
	ConfirmRequired
)

// Config is what a Service is made of. Store, Passwords and Tokens are
// required.
type Config struct {
	Store     Store
	Passwords *password.Hasher
	Tokens    *token.Ring
	Now       func() time.Time // nil: time.Now
	Lifetimes Lifetimes        // zero: DefaultLifetimes
	Memory    int64            // bytes kept of accounts and tokens that were read lately; 0: none
	Limits    bool             // count attempts, see Admit
	Pictures  avatar.Store     // where avatars are kept; required
	Post      Post

	// ConfirmSignUp says whether a new account gets a letter to confirm its
	// address.
	ConfirmSignUp Confirmation

	// ConfirmEmailFirst makes a changed e-mail wait until the link in a letter
	// to it was followed.
	ConfirmEmailFirst bool
}

// New makes a Service and starts listening to the changes of the store.
func New(c Config) *Service {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Lifetimes == (Lifetimes{}) {
		c.Lifetimes = DefaultLifetimes()
	}
	s := &Service{
		store:    c.Store,
		hasher:   c.Passwords,
		tokens:   c.Tokens,
		now:      c.Now,
		lifetime: c.Lifetimes,
		memory:   newMemory(c.Memory / 4 * 3),
		memo:     newMemo(c.Memory / 4),
		limits:   c.Limits,
		encoder:  avatar.NewEncoder(runtime.GOMAXPROCS(0)),
		pictures: c.Pictures,
		post:     c.Post,

		confirmSignUp:     c.ConfirmSignUp,
		confirmEmailFirst: c.ConfirmEmailFirst,
		jobsAdded:         make(chan struct{}, 1),
	}
	c.Store.Watch(s.memory)
	return s
}

// Ready reports whether the store can read and write now. Unavailable.
func (s *Service) Ready(ctx context.Context) error { return s.store.Ping(ctx) }

// update is Store.Update for every use case: it keeps the version in step with
// what a profile shows, so that no use case can forget the ETag.
func (s *Service) update(ctx context.Context, id ID, fn func(c *Change) error) (Account, error) {
	hasJobs := false
	a, err := s.store.Update(ctx, id, func(c *Change) error {
		before := c.Account
		if err := fn(c); err != nil {
			return err
		}
		if !c.Account.sameProfile(&before) {
			c.Account.Version = before.Version + 1
		}
		hasJobs = len(c.Jobs) > 0
		return nil
	})
	if hasJobs {
		s.wake()
	}
	return a, err
}

// asGone turns "no such account" into the kind that a token of a deleted
// account answers with.
func asGone(err error) error {
	if errors.Is(err, NotFound) {
		return fail(Gone)
	}
	return err
}
