package durable_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"perfil/internal/durable"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAFolderIsMadeWithThoseAboveItForItsOwner(t *testing.T) {
	top := filepath.Join(t.TempDir(), "a")
	path := filepath.Join(top, "b", "c")
	must(t, durable.MakeFolder(path+string(filepath.Separator)))
	for _, made := range []string{top, path} {
		if info, err := os.Stat(made); err != nil || info.Mode() != os.ModeDir|0o700 {
			t.Errorf("%s: %v, %v", made, info, err)
		}
	}
	must(t, os.Chmod(path, 0o750))
	must(t, durable.MakeFolder(path))
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o750 {
		t.Errorf("one that was there is changed: %v, %v", info, err)
	}
	t.Chdir(path)
	must(t, durable.MakeFolder("here/and/there"))
	if _, err := os.Stat(filepath.Join(path, "here", "and", "there")); err != nil {
		t.Error(err)
	}
}

func TestAFolderBelowAFileIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	if err := durable.MakeFolder(filepath.Join(file, "folder")); err == nil {
		t.Error("none is told")
	}
}

func TestOnlyWhatIsThereIsForced(t *testing.T) {
	folder := t.TempDir()
	must(t, durable.SyncFolder(folder))
	if err := durable.SyncFolder(filepath.Join(folder, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

// A pipe is what every system refuses to force to a disk in the way in which some
// file systems refuse it for a folder.
func TestWhatCannotBeForcedIsNoFailure(t *testing.T) {
	in, out, err := os.Pipe()
	must(t, err)
	defer in.Close()  //nolint:errcheck // a test
	defer out.Close() //nolint:errcheck // a test
	if out.Sync() == nil {
		t.Skip("a pipe can be forced here")
	}
	must(t, durable.Sync(out))
	must(t, in.Close())
	if err := durable.Sync(in); err == nil {
		t.Error("another error is forgiven too")
	}
}

const pattern = ".draft-*"

func only(t *testing.T, folder string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	must(t, err)
	if len(entries) != len(want) {
		t.Errorf("there is %v, want %v", entries, want)
	}
}

func TestAFileTakesThePlaceOfTheFormerForItsOwner(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "file")
	must(t, os.WriteFile(path, []byte("former"), 0o644))
	must(t, durable.WriteFile(path, pattern, func(f *os.File) error {
		if text, err := os.ReadFile(path); err != nil || string(text) != "former" {
			t.Errorf("meanwhile there is %q, %v", text, err)
		}
		_, err := f.WriteString("latter")
		if err != nil {
			return err
		}
		text, err := io.ReadAll(io.NewSectionReader(f, 0, 100))
		if string(text) != "latter" {
			t.Errorf("read back: %q", text)
		}
		return err
	}))
	text, err := os.ReadFile(path)
	must(t, err)
	if info, err := os.Stat(path); err != nil || string(text) != "latter" || info.Mode().Perm() != 0o600 {
		t.Errorf("%q, %v, %v", text, info, err)
	}
	only(t, folder, "file")
}

func TestAFileThatIsNotWrittenToItsEndIsNotThere(t *testing.T) {
	folder := t.TempDir()
	torn := errors.New("torn")
	err := durable.WriteFile(filepath.Join(folder, "file"), pattern, func(f *os.File) error {
		_, _ = f.WriteString("half")
		return torn
	})
	if err != torn { //nolint:errorlint // as it is
		t.Errorf("%v", err)
	}
	only(t, folder)
	must(t, os.Mkdir(filepath.Join(folder, "taken"), 0o700))
	if err := durable.WriteFile(filepath.Join(folder, "taken"), pattern, func(*os.File) error { return nil }); err == nil {
		t.Error("a folder was replaced")
	}
	only(t, folder, "taken")
	if err := durable.WriteFile(filepath.Join(folder, "none", "file"), pattern, nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

func TestOfSeveralWhoWriteOneNewNameOneGetsIt(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "file")
	var all sync.WaitGroup
	written := make(chan string, 8) // by those who were told that they have it
	for n := range cap(written) {
		all.Go(func() {
			text := strconv.Itoa(n)
			err := durable.NewFile(path, pattern, func(f *os.File) error {
				_, err := f.WriteString(text)
				return err
			})
			if err == nil {
				written <- text
			} else if !errors.Is(err, os.ErrExist) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	close(written)
	text, err := os.ReadFile(path)
	must(t, err)
	if len(written) != 1 || <-written != string(text) {
		t.Errorf("not one, or not the one whose %q is there", text)
	}
	only(t, folder, "file")
}
