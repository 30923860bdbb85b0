package sqlite_test

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/sqlite"
)

func TestACopyHoldsWhatWasCommittedBeforeWhileOthersWrite(t *testing.T) {
	folder := t.TempDir()
	e := openedAt(t, filepath.Join(folder, "perfil.db"))
	s := sqlstore.New(e)
	var before []account.Account
	for range 50 {
		before = append(before, storetest.Stored(t, s))
	}
	ctx, end := context.WithCancel(t.Context())
	done := make(chan int)
	go func() {
		n := 0
		for ; ctx.Err() == nil; n++ {
			if _, err := s.Update(t.Context(), before[0].ID, func(c *account.Change) error {
				c.Account.LastName += "x"
				return nil
			}); err != nil {
				t.Error(err)
			}
		}
		done <- n
	}()
	to := filepath.Join(folder, "copy")
	err := e.CopyTo(t.Context(), to)
	end()
	if n := <-done; n == 0 {
		t.Error("nobody could write meanwhile")
	}
	if err != nil {
		t.Fatal(err)
	}
	f := looked(t, to)
	if found, err := f.Damage(t.Context(), true); err != nil || len(found) > 0 {
		t.Errorf("%v, %v", found, err)
	}
	if c, err := f.Census(t.Context()); err != nil || c.Accounts != 50 {
		t.Errorf("%+v, %v", c, err)
	}
	if info, err := os.Stat(to); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	left, err := filepath.Glob(to + "-*")
	if err != nil || len(left) > 0 {
		t.Errorf("beside the copy there is %v, %v", left, err)
	}
}

func looked(t *testing.T, path string) *sqlite.File {
	t.Helper()
	f, err := sqlite.Look(path, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// waiting is somebody who waits until they were asked so often whether they do.
type waiting struct {
	context.Context
	asked, until int
}

func (w *waiting) Err() error {
	if w.asked++; w.asked > w.until {
		return context.Canceled
	}
	return nil
}

func TestACopyThatNobodyWaitsForEnds(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "perfil.db")
	crowd(t, path)
	e := openedAt(t, path)
	whole := &waiting{Context: t.Context(), until: math.MaxInt}
	if err := sqlite.CopyInSteps(whole, e, filepath.Join(folder, "whole"), 1); err != nil {
		t.Fatal(err)
	}
	if pages := len(content(t, path)) / 4096; pages < 50 || whole.asked < pages-1 {
		t.Fatalf("somebody was asked %d times about %d pages", whole.asked, pages)
	}
	gone := &waiting{Context: t.Context(), until: whole.asked / 2} // in the middle of the pages
	if err := sqlite.CopyInSteps(gone, e, filepath.Join(folder, "half"), 1); !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
	if gone.asked > gone.until+5 {
		t.Errorf("it went on: somebody who had gone was asked %d times more", gone.asked-gone.until)
	}
}

func TestACopyReplacesNoFile(t *testing.T) {
	folder := t.TempDir()
	e := openedAt(t, filepath.Join(folder, "perfil.db"))
	to := filepath.Join(folder, "precious")
	if err := os.WriteFile(to, []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := e.CopyTo(t.Context(), to); err == nil {
		t.Error("it was copied over")
	}
	if text, _ := os.ReadFile(to); string(text) != "text" {
		t.Errorf("%q", text)
	}
}

func TestALookTellsWhatADatabaseHolds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "perfil.db")
	e := openedAt(t, path)
	s := sqlstore.New(e)
	a := storetest.Stored(t, s)
	storetest.SignedIn(t, s, a.ID)
	if _, err := s.Update(t.Context(), a.ID, func(c *account.Change) error {
		c.Account.Avatar = "face.png"
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	known, err := sqlite.Schema()
	if err != nil {
		t.Fatal(err)
	}
	f, err := sqlite.Look(path, true) // beside the engine that has it open
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read
	c, err := f.Census(t.Context())
	if err != nil || c.Accounts != 1 || c.Sessions != 1 || c.Schema != known || c.Underway {
		t.Errorf("%+v, %v", c, err)
	}
	var shown []string
	for name, err := range f.Shown(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		shown = append(shown, name)
	}
	if !slices.Equal(shown, []string{"face.png"}) {
		t.Errorf("%v", shown)
	}
}

func TestALookAtADamagedFileTellsAndLeavesIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "perfil.db")
	crowd(t, path)
	damage(t, path)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, thorough := range []bool{false, true} {
		if found, err := looked(t, path).Damage(t.Context(), thorough); err != nil || len(found) == 0 {
			t.Errorf("thorough %t: %v, %v", thorough, found, err)
		}
	}
	if after, _ := os.ReadFile(path); !slices.Equal(before, after) {
		t.Error("the file has changed")
	}
}

// A server that believed such a file to be damaged would stop where it has run out of
// descriptors for a moment.
func TestAFileThatCannotBeOpenedIsNotTakenForDamaged(t *testing.T) {
	folder := t.TempDir()
	text := filepath.Join(folder, "text")
	write(t, text, []byte(strings.Repeat("no database\n", 1000)))
	for _, thorough := range []bool{false, true} {
		for _, shared := range []bool{false, true} {
			f, err := sqlite.Look(filepath.Join(folder, "none", "perfil.db"), shared)
			if err != nil {
				t.Fatal(err)
			}
			if found, err := f.Damage(t.Context(), thorough); err == nil || len(found) > 0 {
				t.Errorf("thorough %t, shared %t: %v, %v", thorough, shared, found, err)
			}
			_ = f.Close()
		}
		if found, err := looked(t, text).Damage(t.Context(), thorough); err != nil || len(found) != 1 {
			t.Errorf("what is no database, thorough %t: %v, %v", thorough, found, err)
		}
	}
}

// Nobody writes to it then, and what the log holds stays there.
func TestALookLeavesALogAsItIs(t *testing.T) {
	path := crashed(t)
	before := content(t, path)
	log := content(t, path+"-wal")
	f, err := sqlite.Look(path, true)
	if err != nil {
		t.Fatal(err)
	}
	if found, err := f.Damage(t.Context(), true); err != nil || len(found) > 0 {
		t.Errorf("%v, %v", found, err)
	}
	if c, err := f.Census(t.Context()); err != nil || c.Accounts != 450 {
		t.Errorf("%+v, %v", c, err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if !slices.Equal(before, content(t, path)) || !slices.Equal(log, content(t, path+"-wal")) {
		t.Error("a file has changed")
	}
}

func TestALookFindsAValueThatCannotBe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "perfil.db")
	crowd(t, path)
	raw(t, path, "PRAGMA ignore_check_constraints = ON; UPDATE accounts SET role = 'usez' WHERE id = 7")
	for _, thorough := range []bool{false, true} {
		if found, err := looked(t, path).Damage(t.Context(), thorough); err != nil || len(found) != 1 {
			t.Errorf("thorough %t: %v, %v", thorough, found, err)
		}
	}
}
