package datadir_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"perfil/internal/datadir"
)

// brought begins a restore into a folder and puts something there.
func brought(t *testing.T, path string) *datadir.Restore {
	t.Helper()
	r, err := datadir.NewRestore(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(r.Draft(), "avatars"), 0o700); err != nil {
		t.Fatal(err)
	}
	put(t, r.Draft(), "perfil.db", "secret.key", "avatars/one")
	return r
}

func TestARestoreIsThereWholeWhenItIsFinished(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data")
	r := brought(t, path)
	if _, err := datadir.Open(path); err == nil || !strings.Contains(err.Error(), "is under way (process ") {
		t.Errorf("before its end: %v", err)
	}
	if err := r.Finish(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"perfil.db", "secret.key", "avatars/one"} {
		if _, err := os.Stat(filepath.Join(path, name)); err != nil {
			t.Error(err)
		}
	}
	d, err := datadir.Open(path)
	if err == nil {
		err = d.Lock()
	}
	if err != nil {
		t.Error(err)
	}
}

func TestARestoreThatFailedLeavesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data")
	if err := brought(t, path).Abandon(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("the folder is still there")
	}
	kept := t.TempDir()
	if err := brought(t, kept).Abandon(); err != nil {
		t.Fatal(err)
	}
	if err := brought(t, kept).Finish(); err != nil { // what a lock leaves does not count
		t.Errorf("a second try: %v", err)
	}
}

func TestARestoreThatWasKilledIsNotServed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data")
	if err := os.MkdirAll(filepath.Join(path, "restore.draft"), 0o700); err != nil {
		t.Fatal(err)
	}
	put(t, path, "perfil.db")
	for name, open := range map[string]func(string) (*datadir.Dir, error){"Make": datadir.Make, "Open": datadir.Open} {
		if _, err := open(path); err == nil || !strings.Contains(err.Error(), "empty the folder") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestARestoreIsRefusedWhereSomethingIs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	put(t, path, "notes.txt")
	if _, err := datadir.NewRestore(path); err == nil || !strings.Contains(err.Error(), "is not empty (there is notes.txt)") {
		t.Errorf("%v", err)
	}
	d := mustMake(t)
	_, end := hold(t, d.Path())
	defer end()
	var inUse *datadir.InUseError
	if _, err := datadir.NewRestore(d.Path()); !errors.As(err, &inUse) {
		t.Errorf("%v", err)
	}
}

func TestDraftsOfAKilledProcessAreRemovedByTheNext(t *testing.T) {
	d := mustMake(t)
	draft, err := d.Draft()
	if err != nil {
		t.Fatal(err)
	}
	if mode := modeOf(t, draft); mode != 0o700 {
		t.Errorf("mode is %04o", mode)
	}
	put(t, draft, "copy")
	if err := d.Lock(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(draft); err != nil {
		t.Errorf("who only looked removed it: %v", err)
	}
	d.Sweep()
	if _, err := os.Stat(draft); err == nil {
		t.Error("it is still there")
	}
}

// A doctor that was sent to somebody's home removed the draft of a thesis.
func TestWhatSomebodyElseCallsADraftStays(t *testing.T) {
	d := mustMake(t)
	if err := os.Mkdir(filepath.Join(d.Path(), "draft-thesis"), 0o700); err != nil {
		t.Fatal(err)
	}
	put(t, d.Path(), "draft-thesis/chapter")
	if err := d.Lock(); err != nil {
		t.Fatal(err)
	}
	d.Sweep()
	if _, err := os.Stat(filepath.Join(d.Path(), "draft-thesis", "chapter")); err != nil {
		t.Error(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := datadir.NewRestore(d.Path()); err == nil {
		t.Error("a backup was restored into it")
	}
	if _, err := os.Stat(filepath.Join(d.Path(), "draft-thesis", "chapter")); err != nil {
		t.Error(err)
	}
}

func TestTheDiskHasASize(t *testing.T) {
	free, size, err := mustMake(t).Free()
	if err != nil || free > size || size == 0 {
		t.Errorf("%d of %d, %v", free, size, err)
	}
}

// Three commands advised to empty the folder of a restore that was still waiting for
// its input. Who did so and restored another backup lost it when the first one failed.
func TestARestoreThatIsOvertakenLeavesTheOtherAlone(t *testing.T) {
	for name, end := range map[string]func(*datadir.Restore) error{
		"failed": (*datadir.Restore).Abandon, "finished": (*datadir.Restore).Finish,
	} {
		path := filepath.Join(t.TempDir(), "data")
		first := brought(t, path)
		if _, err := datadir.NewRestore(path); err == nil || !strings.Contains(err.Error(), "wait for it to end") ||
			!strings.Contains(err.Error(), fmt.Sprintf("process %d", os.Getpid())) || strings.Contains(err.Error(), "rm -r") {
			t.Errorf("under way: %v", err)
		}
		files, err := filepath.Glob(filepath.Join(path, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if err := os.RemoveAll(f); err != nil {
				t.Fatal(err)
			}
		}
		second := brought(t, path)
		if err := end(first); name == "finished" && (err == nil || !strings.Contains(err.Error(), "was taken away")) {
			t.Errorf("%s: %v", name, err)
		}
		if err := second.Finish(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(filepath.Join(path, "perfil.db")); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestARestoreThatFailsAfterAnotherCameToItsEndLeavesThat(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data")
	first := brought(t, path)
	for _, name := range []string{"restore.draft", "lock"} {
		if err := os.RemoveAll(filepath.Join(path, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := brought(t, path).Finish(); err != nil {
		t.Fatal(err)
	}
	if err := first.Abandon(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(path, "perfil.db")); err != nil {
		t.Error(err)
	}
}

// An emptied draft was "restored", into a folder without a database.
func TestARestoreWithoutItsDatabaseIsNone(t *testing.T) {
	r, err := datadir.NewRestore(filepath.Join(t.TempDir(), "data"))
	if err != nil {
		t.Fatal(err)
	}
	put(t, r.Draft(), "secret.key")
	if err := r.Finish(); err == nil {
		t.Error("it was restored")
	}
}
