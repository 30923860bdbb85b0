package storetest

import (
	"context"
	"sync/atomic"
	"time"

	"perfil/internal/account"
	"perfil/internal/token"
)

// Failing gives a Store that passes every call on to s but the n-th (from 1),
// which does nothing and returns err. Watch and Close are not counted. With n
// from 1 upwards a test fails a use case at each of its steps.
func Failing(s account.Store, n int, err error) account.Store {
	return &failing{Store: s, at: int64(n), err: err}
}

// failing is a Store with one bad day.
type failing struct {
	account.Store

	calls atomic.Int64
	at    int64
	err   error
}

// fails counts a call and gives the error if it is the one.
func (f *failing) fails() error {
	if f.calls.Add(1) == f.at {
		return f.err
	}
	return nil
}

func (f *failing) Find(ctx context.Context, key account.Key) (account.Account, error) {
	if err := f.fails(); err != nil {
		return account.Account{}, err
	}
	return f.Store.Find(ctx, key)
}

func (f *failing) Holder(ctx context.Context, id account.ID, c account.Credential) (account.Account, bool, error) {
	if err := f.fails(); err != nil {
		return account.Account{}, false, err
	}
	return f.Store.Holder(ctx, id, c)
}

func (f *failing) Session(ctx context.Context, id account.SessionID) (account.Session, error) {
	if err := f.fails(); err != nil {
		return account.Session{}, err
	}
	return f.Store.Session(ctx, id)
}

func (f *failing) Spent(ctx context.Context, digest token.Digest) (bool, error) {
	if err := f.fails(); err != nil {
		return false, err
	}
	return f.Store.Spent(ctx, digest)
}

func (f *failing) Ticket(ctx context.Context, digest token.Digest) (account.Ticket, error) {
	if err := f.fails(); err != nil {
		return account.Ticket{}, err
	}
	return f.Store.Ticket(ctx, digest)
}

func (f *failing) List(ctx context.Context, q account.Query) (account.Page, error) {
	if err := f.fails(); err != nil {
		return account.Page{}, err
	}
	return f.Store.List(ctx, q)
}

func (f *failing) Admins(ctx context.Context) (int, error) {
	if err := f.fails(); err != nil {
		return 0, err
	}
	return f.Store.Admins(ctx)
}

func (f *failing) Each(ctx context.Context, fn func(account.Account) error) error {
	if err := f.fails(); err != nil {
		return err
	}
	return f.Store.Each(ctx, fn)
}

func (f *failing) Events(ctx context.Context, q account.EventQuery) ([]account.Event, error) {
	if err := f.fails(); err != nil {
		return nil, err
	}
	return f.Store.Events(ctx, q)
}

func (f *failing) Held(ctx context.Context, email string, against account.ID) (bool, error) {
	if err := f.fails(); err != nil {
		return false, err
	}
	return f.Store.Held(ctx, email, against)
}

func (f *failing) Create(ctx context.Context, c *account.Change) (account.Account, error) {
	if err := f.fails(); err != nil {
		return account.Account{}, err
	}
	return f.Store.Create(ctx, c)
}

func (f *failing) Update(
	ctx context.Context, id account.ID, fn func(*account.Change) error,
) (account.Account, error) {
	if err := f.fails(); err != nil {
		return account.Account{}, err
	}
	return f.Store.Update(ctx, id, fn)
}

func (f *failing) Delete(ctx context.Context, id account.ID, fn func(*account.Change) error) error {
	if err := f.fails(); err != nil {
		return err
	}
	return f.Store.Delete(ctx, id, fn)
}

func (f *failing) ReserveIDs(ctx context.Context, last account.ID) error {
	if err := f.fails(); err != nil {
		return err
	}
	return f.Store.ReserveIDs(ctx, last)
}

func (f *failing) Import(ctx context.Context, fn func(func(account.Account) error) error) error {
	if err := f.fails(); err != nil {
		return err
	}
	return f.Store.Import(ctx, fn)
}

func (f *failing) Merge(ctx context.Context, fn func(*account.Intake) error) error {
	if err := f.fails(); err != nil {
		return err
	}
	return f.Store.Merge(ctx, fn)
}

func (f *failing) Rehearse(ctx context.Context, fn func(*account.Intake) error) error {
	if err := f.fails(); err != nil {
		return err
	}
	return f.Store.Rehearse(ctx, fn)
}

func (f *failing) Origins(
	ctx context.Context, source string, after int64, limit int,
) ([]account.Origin, error) {
	if err := f.fails(); err != nil {
		return nil, err
	}
	return f.Store.Origins(ctx, source, after, limit)
}

func (f *failing) Record(ctx context.Context, events []account.Event, jobs []account.Job) error {
	if err := f.fails(); err != nil {
		return err
	}
	return f.Store.Record(ctx, events, jobs)
}

func (f *failing) Hit(
	ctx context.Context, key string, window time.Duration, now time.Time,
) (int, time.Time, error) {
	if err := f.fails(); err != nil {
		return 0, time.Time{}, err
	}
	return f.Store.Hit(ctx, key, window, now)
}

func (f *failing) Hits(
	ctx context.Context, key string, window time.Duration, now time.Time,
) (int, time.Time, error) {
	if err := f.fails(); err != nil {
		return 0, time.Time{}, err
	}
	return f.Store.Hits(ctx, key, window, now)
}

func (f *failing) ClaimJob(ctx context.Context, now time.Time, lease time.Duration) (account.Job, error) {
	if err := f.fails(); err != nil {
		return account.Job{}, err
	}
	return f.Store.ClaimJob(ctx, now, lease)
}

func (f *failing) FinishJob(ctx context.Context, id int64) error {
	if err := f.fails(); err != nil {
		return err
	}
	return f.Store.FinishJob(ctx, id)
}

func (f *failing) PostponeJob(ctx context.Context, id int64, until time.Time, attempts int) error {
	if err := f.fails(); err != nil {
		return err
	}
	return f.Store.PostponeJob(ctx, id, until, attempts)
}

func (f *failing) Issue(ctx context.Context, t account.Ticket, job int64) error {
	if err := f.fails(); err != nil {
		return err
	}
	return f.Store.Issue(ctx, t, job)
}

func (f *failing) Sweep(ctx context.Context, now time.Time, keepEvents time.Duration) error {
	if err := f.fails(); err != nil {
		return err
	}
	return f.Store.Sweep(ctx, now, keepEvents)
}

func (f *failing) Ping(ctx context.Context) error {
	if err := f.fails(); err != nil {
		return err
	}
	return f.Store.Ping(ctx)
}
