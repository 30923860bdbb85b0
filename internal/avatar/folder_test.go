package avatar_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"perfil/internal/avatar"
)

func folder(t *testing.T, path string) *avatar.Folder {
	t.Helper()
	f, err := avatar.NewFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestTheFolderIsForItsOwnerAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "images")
	name := keep(t, folder(t, path), pngImage.Bytes)
	for file, want := range map[string]os.FileMode{
		filepath.Dir(path): 0o700 | os.ModeDir, path: 0o700 | os.ModeDir, filepath.Join(path, string(name)): 0o600,
	} {
		info, err := os.Stat(file)
		if err != nil || info.Mode() != want {
			t.Errorf("%s is %v, want %v (%v)", file, info.Mode(), want, err)
		}
	}
}

func TestImagesAreThereAfterARestart(t *testing.T) {
	path := t.TempDir()
	first := folder(t, path)
	name := keep(t, first, pngImage.Bytes)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if got := read(t, folder(t, path), name); !bytes.Equal(got, pngImage.Bytes) {
		t.Errorf("read %q", got)
	}
}

func TestAFolderThatCannotBeMadeIsUnavailable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file, filepath.Join(file, "images"), ""} {
		if _, err := avatar.NewFolder(path); !errors.Is(err, avatar.ErrUnavailable) {
			t.Errorf("%q: %v", path, err)
		}
	}
}

// A crash while an image is written leaves a partial file. It is not served, and
// goes when nobody can be writing it any more.
func TestWhatACrashLeftIsRemoved(t *testing.T) {
	path := t.TempDir()
	store := folder(t, path)
	name := keep(t, store, pngImage.Bytes)
	old := filepath.Join(path, string(avatar.NewName(pngImage))+".OLD.part")
	young := filepath.Join(path, string(avatar.NewName(pngImage))+".YOUNG.part")
	foreign := filepath.Join(path, "README.txt")
	before := time.Now().Add(-2 * time.Hour)
	for _, file := range []string{old, young, foreign} {
		if err := os.WriteFile(file, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, before, before); file != young && err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(young, time.Now(), time.Now()); err != nil {
		t.Fatal(err)
	}
	if got := names(t, store); len(got) != 1 || got[0] != name {
		t.Errorf("visited %v", got)
	}
	for file, want := range map[string]bool{old: false, young: true, foreign: true} {
		if _, err := os.Stat(file); (err == nil) != want {
			t.Errorf("%s: %v", filepath.Base(file), err)
		}
	}
}

// Somebody who can make links in the folder cannot make the server read or write
// through them.
func TestNoLinkIsFollowed(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	path := t.TempDir()
	store := folder(t, path)
	kept := keep(t, store, pngImage.Bytes)
	for _, target := range []string{outside, string(kept), "."} {
		name := avatar.NewName(pngImage)
		if err := os.Symlink(target, filepath.Join(path, string(name))); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Open(t.Context(), name); !errors.Is(err, avatar.ErrNotFound) {
			t.Errorf("link to %s: %v", target, err)
		}
		if got := names(t, store); len(got) != 1 {
			t.Errorf("link to %s: visited %v", target, got)
		}
		if err := store.Put(t.Context(), name, []byte("new")); err != nil {
			t.Errorf("link to %s: %v", target, err)
		}
		if err := store.Remove(t.Context(), name); err != nil {
			t.Errorf("link to %s: %v", target, err)
		}
	}
	if got, err := os.ReadFile(outside); string(got) != "secret" {
		t.Errorf("outside: %q, %v", got, err)
	}
	if got := read(t, store, kept); !bytes.Equal(got, pngImage.Bytes) {
		t.Errorf("the other image is %q", got)
	}
}

func TestAFolderInPlaceOfAnImageIsNoImage(t *testing.T) {
	path := t.TempDir()
	store, name := folder(t, path), avatar.NewName(pngImage)
	if err := os.Mkdir(filepath.Join(path, string(name)), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), name); !errors.Is(err, avatar.ErrNotFound) {
		t.Errorf("%v", err)
	}
	if err := store.Put(t.Context(), name, pngImage.Bytes); !errors.Is(err, avatar.ErrUnavailable) {
		t.Errorf("%v", err)
	}
	if left := entries(t, path); len(left) != 1 {
		t.Errorf("left %v", left)
	}
}

func TestAFolderThatWasTakenAwayIsUnavailable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "images")
	store := folder(t, path)
	name := keep(t, store, pngImage.Bytes)
	if err := os.Rename(path, path+".old"); err != nil {
		t.Fatal(err)
	}
	if err := store.Check(t.Context()); !errors.Is(err, avatar.ErrUnavailable) {
		t.Errorf("taken away: %v", err)
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := store.Check(t.Context()); !errors.Is(err, avatar.ErrUnavailable) {
		t.Errorf("replaced: %v", err)
	}
	if err := os.RemoveAll(path + ".old"); err != nil {
		t.Fatal(err)
	}
	if err := store.Put(t.Context(), name, pngImage.Bytes); !errors.Is(err, avatar.ErrUnavailable) {
		t.Errorf("putting: %v", err)
	}
}

func entries(t *testing.T, path string) (names []string) {
	t.Helper()
	found, err := os.ReadDir(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range found {
		names = append(names, entry.Name())
	}
	return names
}

func TestPuttingLeavesNothingElse(t *testing.T) {
	path := t.TempDir()
	name := keep(t, folder(t, path), pngImage.Bytes)
	if left := strings.Join(entries(t, path), " "); left != string(name) {
		t.Errorf("left %s", left)
	}
}
