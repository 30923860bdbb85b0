package durable

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// FAT, which sticks and cards have, knows no second name of a file. A machine of tests
// seldom has such a disk, so the way around is called as it is.
func TestANameIsReservedWhereAFileCanHaveOneOnly(t *testing.T) {
	folder := t.TempDir()
	draft, path := filepath.Join(folder, "draft"), filepath.Join(folder, "file")
	write := func(text string) {
		if err := os.WriteFile(draft, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("one")
	if err := reserveName(draft, path); err != nil {
		t.Error(err)
	}
	write("two")
	if err := reserveName(draft, path); !errors.Is(err, os.ErrExist) {
		t.Errorf("%v", err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "one" {
		t.Errorf("%q, %v", text, err)
	}
	if err := reserveName(filepath.Join(folder, "none"), filepath.Join(folder, "other")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(filepath.Join(folder, "other")); err == nil {
		t.Error("an empty file is left")
	}
}

// A network file system whose answer was lost asks for the link once more, and tells of
// the first one that the name is there. The caller said that nothing had been stored.
func TestALinkThatWasMadeWithoutAnAnswerIsNotTakenForAnotherFile(t *testing.T) {
	folder := t.TempDir()
	draft, path := filepath.Join(folder, "draft"), filepath.Join(folder, "file")
	if err := errors.Join(os.WriteFile(draft, []byte("one"), 0o600), os.Link(draft, path)); err != nil {
		t.Skipf("no second names here: %v", err)
	}
	if err := takeName(draft, path); err != nil {
		t.Error(err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "one" {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := os.Lstat(draft); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the temporary file is left: %v", err)
	}
}
