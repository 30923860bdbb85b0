package datadir_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"perfil/internal/datadir"
)

// mustMake makes a folder in a temporary one.
func mustMake(t *testing.T) *datadir.Dir {
	t.Helper()
	d, err := datadir.Make(filepath.Join(t.TempDir(), "data"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

func modeOf(t *testing.T, name string) fs.FileMode {
	t.Helper()
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().Perm()
}

func TestAFolderIsMadeForItsOwnerAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "srv", "perfil")
	d, err := datadir.Make(path)
	if err != nil {
		t.Fatal(err)
	}
	if mode := modeOf(t, path); mode != 0o700 {
		t.Errorf("mode is %04o", mode)
	}
	if d.Path() != path || filepath.Dir(d.Database()) != path || filepath.Dir(d.Avatars()) != path || filepath.Dir(d.Socket()) != path {
		t.Errorf("%s, %s, %s are not in %s", d.Database(), d.Avatars(), d.Socket(), path)
	}
	if _, err := datadir.Make(path); err != nil {
		t.Errorf("the second time: %v", err)
	}
}

func TestARelativePathStaysGoodWhenTheWorkingFolderChanges(t *testing.T) {
	t.Chdir(t.TempDir())
	d, err := datadir.Make("./perfil-data")
	if err != nil {
		t.Fatal(err)
	}
	if !filepath.IsAbs(d.Path()) {
		t.Errorf("path is %s", d.Path())
	}
}

func TestAFolderThatOthersCanGetAtIsRefusedWithTheRemedy(t *testing.T) {
	for _, mode := range []fs.FileMode{0o755, 0o750, 0o710, 0o701, 0o770} {
		path := t.TempDir()
		put(t, path, "perfil.db")
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		_, err := datadir.Make(path)
		if err == nil || !strings.Contains(err.Error(), "chmod 700 "+path) {
			t.Errorf("mode %04o: %v", mode, err)
		}
	}
}

func TestAFolderThatIsNotThereIsNotMadeByOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "misspelt")
	_, err := datadir.Open(path)
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "--data-dir") {
		t.Errorf("error %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("it was made")
	}
}

func TestAFileInPlaceOfTheFolderIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, open := range map[string]func(string) (*datadir.Dir, error){"Make": datadir.Make, "Open": datadir.Open} {
		if _, err := open(path); err == nil || !strings.Contains(err.Error(), "is not a folder") {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := open(filepath.Join(path, "below")); err == nil {
			t.Errorf("%s made a folder in a file", name)
		}
	}
}

func put(t *testing.T, folder string, names ...string) {
	t.Helper()
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAnEmptyFolderThatOthersCanGetAtIsClosedToThem(t *testing.T) {
	path := t.TempDir()
	if err := os.Chmod(path, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := datadir.Open(path); err == nil {
		t.Error("what makes no sense on an empty folder has opened it")
	}
	if _, err := datadir.Make(path); err != nil {
		t.Fatal(err)
	}
	if mode := modeOf(t, path); mode != 0o700 {
		t.Errorf("mode is %04o", mode)
	}
}

func TestAFolderWhoseDatabaseIsGoneIsNotBegunAnew(t *testing.T) {
	for name, c := range map[string]struct {
		there   []string
		empty   bool // perfil.db is there, of no byte
		refused string
	}{
		"a first start":                    {nil, false, ""},
		"a first start that was cut off":   {nil, true, ""},
		"pictures that came first":         {[]string{"avatars"}, false, ""},
		"a whole one":                      {[]string{"perfil.db", "secret.key", "perfil.db-wal"}, false, ""},
		"no database beside a key":         {[]string{"secret.key"}, false, "perfil.db is missing, but secret.key is there"},
		"an empty database beside a key":   {[]string{"secret.key"}, true, "perfil.db is empty, but secret.key is there"},
		"no database beside a log of it":   {[]string{"perfil.db-wal"}, false, "perfil.db-wal is there"},
		"an empty database beside its log": {[]string{"perfil.db-wal"}, true, "perfil.db-wal is there"},
	} {
		t.Run(name, func(t *testing.T) {
			d := mustMake(t)
			put(t, d.Path(), c.there...)
			if c.empty {
				if err := os.WriteFile(d.Database(), nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			err := d.CheckDatabase()
			if c.refused == "" && err != nil || c.refused != "" && (err == nil || !strings.Contains(err.Error(), c.refused) || !strings.Contains(err.Error(), "perfil restore")) {
				t.Errorf("%v", err)
			}
		})
	}
}
