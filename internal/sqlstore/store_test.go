package sqlstore_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/sqlite"
)

func opened(t testing.TB) *sqlite.Engine {
	t.Helper()
	e, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "perfil.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e
}

// loser is an Engine that loses the race once in every Write: it undoes what fn
// did and calls fn again, as an engine with several writers does.
type loser struct{ sqlstore.Engine }

var errLost = errors.New("lost the race")

func (l loser) Write(ctx context.Context, fn func(sqlstore.Conn) error) error {
	err := l.Engine.Write(ctx, func(c sqlstore.Conn) error {
		if err := fn(c); err != nil {
			return err
		}
		return errLost
	})
	if !errors.Is(err, errLost) {
		return err
	}
	return l.Engine.Write(ctx, fn)
}

func TestAStoreOnAnEngineThatLosesEveryRaceOnceIsAStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) account.Store { return sqlstore.New(loser{opened(t)}) })
}

// breaking is an Engine whose connection breaks after a commit and before its
// acknowledgement.
type breaking struct{ sqlstore.Engine }

var errBroken = errors.New("the connection broke")

func (b breaking) Write(ctx context.Context, fn func(sqlstore.Conn) error) error {
	return errors.Join(b.Engine.Write(ctx, fn), errBroken)
}

func (b breaking) Bulk(ctx context.Context, fn func(sqlstore.Conn) error) error {
	return errors.Join(b.Engine.Bulk(ctx, fn), errBroken)
}

func (b breaking) Classify(err error) *account.Error {
	return &account.Error{Kind: account.Unavailable, Err: err}
}

// ear remembers what it heard.
type ear struct{ heard []account.ID }

func (e *ear) Changed(id account.ID) { e.heard = append(e.heard, id) }
func (e *ear) ChangedAll()           { e.heard = append(e.heard, 0) }
func (e *ear) Blind(bool)            {}

func TestAChangeOfUnknownOutcomeIsHeard(t *testing.T) {
	s, heard := sqlstore.New(breaking{opened(t)}), &ear{}
	s.Watch(heard)
	_, err := s.Create(t.Context(), &account.Change{Account: storetest.Account()})
	if !errors.Is(err, account.Unavailable) || !errors.Is(err, errBroken) {
		t.Errorf("got error %v, want an Unavailable one with its cause", err)
	}
	err = s.Merge(t.Context(), func(in *account.Intake) error {
		return in.Update(1, func(c *account.Change) error { c.Account.FirstName = "Ada"; return nil })
	})
	if !errors.Is(err, account.Unavailable) {
		t.Errorf("got error %v, want an Unavailable one", err)
	}
	if want := []account.ID{1, 1}; !slices.Equal(heard.heard, want) {
		t.Errorf("heard %v, want %v", heard.heard, want)
	}
}

func TestAnErrorOfTheCallerIsNotTakenForOneOfTheDatabase(t *testing.T) {
	s := sqlstore.New(opened(t))
	a := storetest.Stored(t, s)
	for _, own := range []error{
		context.Canceled, context.DeadlineExceeded, fmt.Errorf("wrapped: %w", context.Canceled),
		&account.Error{Kind: account.Forbidden}, errors.New("own"),
	} {
		_, err := s.Update(t.Context(), a.ID, func(*account.Change) error { return own })
		if err != own { //nolint:errorlint // as it is, not wrapped
			t.Errorf("got error %v, want %v", err, own)
		}
	}
}

func TestARowThatNobodyUnderstandsIsAnInternalError(t *testing.T) {
	e := opened(t)
	s := sqlstore.New(e)
	a := storetest.Stored(t, s)
	err := e.Write(t.Context(), func(c sqlstore.Conn) error {
		if _, err := c.Exec(t.Context(), "PRAGMA ignore_check_constraints = ON"); err != nil {
			return err
		}
		_, err := c.Exec(t.Context(), "UPDATE accounts SET role = 'king'")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Find(t.Context(), account.Key{ID: a.ID})
	if !errors.Is(err, account.Internal) {
		t.Errorf("got error %v, want an Internal one", err)
	}
}
