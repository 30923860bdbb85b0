package postgres_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/pgtest"
	"perfil/internal/sqlstore/postgres"
)

// occupied keeps so many operations on the database open for as long as fn runs.
func occupied(t *testing.T, n int, open func(context.Context, func(sqlstore.Conn) error) error, fn func()) {
	t.Helper()
	var in, out sync.WaitGroup
	leave := make(chan struct{})
	for range n {
		in.Add(1)
		out.Go(func() {
			err := open(t.Context(), func(sqlstore.Conn) error {
				in.Done()
				<-leave
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	in.Wait()
	fn()
	close(leave)
	out.Wait()
}

// hungry uses every connection of a pool for as long as fn runs.
func hungry(t *testing.T, e *postgres.Engine, fn func()) {
	t.Helper()
	occupied(t, int(e.Stats().Most), e.Read, fn)
}

func TestAPoolThatIsUsedUpTurnsCallersAway(t *testing.T) {
	t.Parallel()
	e := openedAt(t, pgtest.Database(t)+"&pool_max_conns=2")
	n := sqlstore.New(e)
	hungry(t, e, func() {
		_, err := n.Find(t.Context(), account.Key{ID: 1})
		if told := account.ErrorOf(err); told.Kind != account.Unavailable || told.RetryAfter == 0 {
			t.Errorf("got %v", err)
		}
		gone, leave := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer leave()
		begun := time.Now()
		if _, err := n.Find(gone, account.Key{ID: 1}); err == nil || time.Since(begun) > 2*time.Second {
			t.Errorf("who went away got %v after %s", err, time.Since(begun))
		}
	})
	if s := e.Stats(); s.Most != 2 || s.Open != 2 || s.InUse != 0 || s.Waited == 0 {
		t.Errorf("the statistics are %+v", s)
	}
}

func TestSearchesLeaveConnectionsForOthers(t *testing.T) {
	t.Parallel()
	e := openedAt(t, pgtest.Database(t)+"&pool_max_conns=6")
	n := sqlstore.New(e)
	occupied(t, 2, e.Snapshot, func() {
		if _, err := n.List(t.Context(), account.Query{Limit: 1}); !errors.Is(err, account.Unavailable) {
			t.Errorf("a third search got %v", err)
		}
		if _, err := n.Find(t.Context(), account.Key{ID: 1}); !errors.Is(err, account.NotFound) {
			t.Errorf("a read got %v", err)
		}
	})
}
