package sqlite_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
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

func TestACopyThatNobodyWaitsForEnds(t *testing.T) {
	folder := t.TempDir()
	e := openedAt(t, filepath.Join(folder, "perfil.db"))
	ctx, end := context.WithCancel(t.Context())
	end()
	if err := e.CopyTo(ctx, filepath.Join(folder, "copy")); err == nil {
		t.Error("it went on")
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
