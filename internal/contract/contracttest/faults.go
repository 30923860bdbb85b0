package contracttest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/avatar"
)

// Sentinel is in every error of a store that fails. It must be in the log and
// nowhere else.
const Sentinel = "SENTINEL-SECRET-of-the-store"

// Broken is the error of a store with a defect, which nobody has classified.
func Broken() error { return errors.New(Sentinel + ": no such column: password_hash") }

// Unavailable is the error of a store that may work again later.
func Unavailable() error {
	return &account.Error{
		Kind: account.Unavailable, RetryAfter: 3 * time.Second,
		Err: errors.New(Sentinel + ": dial tcp 10.0.0.5:5432: connection refused"),
	}
}

// Fault is an answer that was given because the store failed.
type Fault struct {
	Exchange

	Cause account.Kind // as which the store failed
	Log   string       // what the server wrote to its log
}

// Faults sends every request of a file to services whose store fails at the
// first, the second, ... call until the request gets through, once with a store
// that is Broken and once with one that is Unavailable. It hands over each answer
// that was given in place of the usual one.
func Faults(t *testing.T, c Contract, file string, visit func(t *testing.T, f Fault)) {
	for _, step := range readScript(t, file).steps {
		for _, err := range []error{Broken(), Unavailable()} {
			t.Run(fmt.Sprintf("%s/%s", step.title, account.ErrorOf(err).Kind), func(t *testing.T) {
				failEverywhere(t, c, step, err, visit)
			})
		}
	}
}

// failEverywhere needs one World only: an operation that failed changed nothing.
// That it gets through in the end shows that.
func failEverywhere(t *testing.T, c Contract, s step, cause error, visit func(*testing.T, Fault)) {
	const mostCalls = 10 // far more than any operation makes
	w := Open(t, c, Setup{})
	p := &placeholders{world: w}
	for n := 1; n <= mostCalls; n++ {
		w.Serve(t, c, Setup{Limits: true, Store: failingAt(n, cause)})
		w.Pass(account.LimitWindow)
		r := p.request(t, s.request)
		a := w.Do(t, r)
		if a.Status < http.StatusBadRequest && n > 1 {
			return
		}
		visit(t, Fault{
			Exchange: Exchange{Title: s.title, Request: r, Answer: a},
			Cause:    account.ErrorOf(cause).Kind,
			Log:      w.Log.String(),
		})
	}
	t.Errorf("it never gets through")
}

// noPictures is a store of avatars that is gone.
type noPictures struct{ avatar.Store }

func (noPictures) Put(context.Context, avatar.Name, []byte) error {
	return fmt.Errorf("%s: %w", Sentinel, avatar.ErrUnavailable)
}

func (noPictures) Open(context.Context, avatar.Name) (avatar.Stored, error) {
	return avatar.Stored{}, fmt.Errorf("%s: %w", Sentinel, avatar.ErrUnavailable)
}

// panicking is a store with a defect of the worst kind.
type panicking struct{ account.Store }

func (panicking) Find(context.Context, account.Key) (account.Account, error) { panic(Sentinel) }

func (panicking) Holder(context.Context, account.ID, account.Credential) (account.Account, bool, error) {
	panic(Sentinel)
}
