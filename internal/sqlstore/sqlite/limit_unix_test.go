//go:build unix

package sqlite_test

import (
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/sqlite"
)

// The system refuses to let the file grow in the middle of a commit, as a full
// disk or a quota does.
func TestACommitThatTheSystemRefusesIsToldAndForgotten(t *testing.T) {
	e := opened(t)
	s := sqlstore.New(e)
	first := storetest.Stored(t, s)
	restore := limitFiles(t, 1<<20)
	kept := map[account.ID]bool{first.ID: true}
	refused := 0
	for range 50 {
		a, err := s.Create(t.Context(), &account.Change{Account: large()})
		if err == nil {
			kept[a.ID] = true
			continue
		}
		refused++
		wantFull(t, err)
	}
	restore()
	if refused == 0 {
		t.Fatal("the limit had no effect")
	}
	a := storetest.Stored(t, s)
	kept[a.ID] = true
	if err := s.Each(t.Context(), func(a account.Account) error {
		if !kept[a.ID] {
			t.Errorf("account %d was refused and is there", a.ID)
		}
		delete(kept, a.ID)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for id := range kept {
		t.Errorf("account %d was acknowledged and is not there", id)
	}
	if err := e.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// What cannot be moved out of the WAL at the end is safe in it.
func TestADiskThatIsFullAtTheEndIsNoFailureAndLosesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "perfil.db")
	e, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	s := sqlstore.New(e)
	var kept []account.Account
	for range 20 {
		a, err := s.Create(t.Context(), &account.Change{Account: large()})
		if err != nil {
			t.Fatal(err)
		}
		kept = append(kept, a)
	}
	restore := limitFiles(t, 1<<20)
	err = s.Close()
	restore()
	if err != nil {
		t.Errorf("closing failed: %v", err)
	}
	if info, err := os.Stat(path + "-wal"); err != nil || info.Size() == 0 {
		t.Fatalf("the limit had no effect: %v", err)
	}
	again := sqlstore.New(openedAt(t, path))
	for _, a := range kept {
		if got, err := again.Find(t.Context(), account.Key{ID: a.ID}); err != nil || got != a {
			t.Errorf("account %d came back as %v", a.ID, err)
		}
	}
}

// limitFiles lets no file of this process grow beyond size.
func limitFiles(t *testing.T, size uint64) (restore func()) {
	t.Helper()
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGXFSZ) // else the system ends the process
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	limited := before
	limited.Cur = size
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limited); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
			t.Fatal(err)
		}
		signal.Stop(signals)
	}
}
