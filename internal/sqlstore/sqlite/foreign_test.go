package sqlite_test

import (
	"path/filepath"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/sqlstore"
)

// listener passes on what it hears of all accounts.
type listener struct{ all chan struct{} }

func (listener) Changed(account.ID) {}
func (listener) Blind(bool)         {}
func (l listener) ChangedAll() {
	select {
	case l.all <- struct{}{}:
	default:
	}
}

func TestWhatAnotherProcessWritesIsHeard(t *testing.T) {
	path := filepath.Join(t.TempDir(), "perfil.db")
	mine, theirs := sqlstore.New(openedAt(t, path)), sqlstore.New(openedAt(t, path))
	heard := listener{make(chan struct{}, 1)}
	mine.Watch(heard)
	for range 3 {
		a := storetest.Stored(t, theirs)
		select {
		case <-heard.all:
		case <-time.After(time.Minute):
			t.Fatal("nothing was heard")
		}
		if _, err := mine.Find(t.Context(), account.Key{ID: a.ID}); err != nil {
			t.Error(err)
		}
	}
}

func TestOwnWritesAreNotTakenForForeignOnes(t *testing.T) {
	e := opened(t)
	s := sqlstore.New(e)
	heard := listener{make(chan struct{}, 1)}
	s.Watch(heard)
	begin := time.Now()
	for time.Since(begin) < 600*time.Millisecond { // two polls at least
		storetest.Stored(t, s)
	}
	select {
	case <-heard.all:
		t.Error("an own write was heard as a foreign one")
	default:
	}
}

func TestAFileThatAnotherProcessHoldsIsUnavailableUntilItLetsGo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "perfil.db")
	mine, theirs := openedAt(t, path), openedAt(t, path)
	s := sqlstore.New(mine)
	ask(t, mine, "PRAGMA busy_timeout = 1")
	release := hold(t, theirs)
	for range 3 {
		wantFull(t, s.Ping(t.Context()))
	}
	if _, err := s.List(t.Context(), account.Query{Limit: 1}); err != nil {
		t.Errorf("reading was refused: %v", err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Error(err)
	}
}
