package sqlite_test

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
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
	var written atomic.Int64
	writing := asked{t.Context(), func() error {
		written.Add(1)
		_, err := s.Update(t.Context(), before[0].ID, func(c *account.Change) error {
			c.Account.LastName += "x"
			return nil
		})
		return err
	}}
	to := filepath.Join(folder, "copy")
	if err := sqlite.CopyInSteps(writing, e, to, 1); err != nil {
		t.Fatal(err)
	}
	if n := written.Load(); n < 20 { // one for each page
		t.Errorf("between its steps somebody wrote %d times", n)
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
	path := filepath.Join(folder, "perfil.db")
	crowd(t, path)
	e := openedAt(t, path)
	copied := func(to string, until int64) (int64, error) {
		var times atomic.Int64
		err := sqlite.CopyInSteps(asked{t.Context(), func() error {
			if times.Add(1) > until {
				return context.Canceled
			}
			return nil
		}}, e, filepath.Join(folder, to), 1)
		return times.Load(), err
	}
	whole, err := copied("whole", math.MaxInt64)
	if pages := int64(len(content(t, path)) / 4096); err != nil || pages < 50 || whole < pages-1 {
		t.Fatalf("somebody was asked %d times about %d pages, %v", whole, pages, err)
	}
	half, err := copied("half", whole/2)
	if !errors.Is(err, context.Canceled) || half > whole/2+5 {
		t.Errorf("who had gone when asked %d times was asked %d times, %v", whole/2, half, err)
	}
}

// asked is a context that says with a function whether it has ended, to whoever asks:
// not only the copy does, and not only where the test runs.
type asked struct {
	context.Context
	err func() error
}

func (a asked) Err() error { return a.err() }

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
