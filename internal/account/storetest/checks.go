package storetest

import (
	"errors"
	"sync"

	"github.com/google/go-cmp/cmp"

	"perfil/internal/account"
)

// same fails unless two values are equal in every field.
func same[V any](s *scene, what string, want, got V) {
	s.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		s.Errorf("%s differs (-want +got):\n%s", what, diff)
	}
}

func (s *scene) ok(err error) {
	s.Helper()
	if err != nil {
		s.Fatalf("unexpected error: %v", err)
	}
}

// fails checks that err is an *account.Error of this kind.
func (s *scene) fails(err error, kind account.Kind) {
	s.Helper()
	var told *account.Error
	if !errors.As(err, &told) || told.Kind != kind {
		s.Fatalf("got error %v, want one of kind %q", err, kind)
	}
}

// taken checks that err is a Conflict over exactly these fields.
func (s *scene) taken(err error, fields ...account.Field) {
	s.Helper()
	s.fails(err, account.Conflict)
	var got []account.Field
	for _, v := range account.ErrorOf(err).Violations {
		if v.Code != account.Taken {
			s.Errorf("the violation of %s has code %q, want %q", v.Field, v.Code, account.Taken)
		}
		got = append(got, v.Field)
	}
	same(s, "the list of taken fields", fields, got)
}

func (s *scene) stored(traits ...Trait) account.Account {
	s.Helper()
	return Stored(s.T, s.store, traits...)
}

func (s *scene) find(id account.ID) account.Account {
	s.Helper()
	a, err := s.store.Find(s.Context(), account.Key{ID: id})
	s.ok(err)
	return a
}

func (s *scene) missing(key account.Key) {
	s.Helper()
	_, err := s.store.Find(s.Context(), key)
	s.fails(err, account.NotFound)
}

// change updates an account and fails the test if that fails.
func (s *scene) change(id account.ID, fn func(c *account.Change)) account.Account {
	s.Helper()
	after, err := s.try(id, fn)
	s.ok(err)
	return after
}

// try updates an account with a func that never refuses.
func (s *scene) try(id account.ID, fn func(c *account.Change)) (account.Account, error) {
	return s.store.Update(s.Context(), id, func(c *account.Change) error {
		fn(c)
		return nil
	})
}

// sessionIDs gives those of the sessions that are there and the account's.
func (s *scene) sessionIDs(of account.ID, sessions ...account.SessionID) []account.SessionID {
	s.Helper()
	var left []account.SessionID
	for _, id := range sessions {
		session, err := s.store.Session(s.Context(), id)
		if err == nil && session.Account == of {
			left = append(left, id)
		} else if err != nil {
			s.fails(err, account.NotFound)
		}
	}
	return left
}

func (s *scene) events(q account.EventQuery) []account.Event {
	s.Helper()
	if q.Limit == 0 {
		q.Limit = 100
	}
	events, err := s.store.Events(s.Context(), q)
	s.ok(err)
	return events
}

// together runs fn n times at once and gives the errors.
func together(n int, fn func(i int) error) []error {
	errs := make([]error, n)
	var all sync.WaitGroup
	begin := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-begin
			errs[i] = fn(i)
		})
	}
	close(begin)
	all.Wait()
	return errs
}

// winners counts the nil errors and checks that all others are of this kind.
func (s *scene) winners(errs []error, kind account.Kind) int {
	s.Helper()
	n := 0
	for _, err := range errs {
		if err == nil {
			n++
			continue
		}
		s.fails(err, kind)
	}
	return n
}
