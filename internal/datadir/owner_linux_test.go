package datadir_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"perfil/internal/datadir"
	"perfil/internal/usertest"
)

// reachable is the path of a data folder that everybody can get to.
func reachable(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "data")
	usertest.Reach(t, path)
	return path
}

// A restore by root for a user who serves left that one with "open lock: permission
// denied".
func TestWhoHasNoRightToAFileIsToldWhoseItIs(t *testing.T) {
	path := reachable(t)
	if err := brought(t, path).Finish(); err != nil {
		t.Fatal(err)
	}
	usertest.Give(t, path)
	for _, step := range []struct {
		file string
		try  func(*datadir.Dir) error
	}{
		{"lock", (*datadir.Dir).Lock},
		{"perfil.db", (*datadir.Dir).CheckDatabase},
		{"secret.key", func(d *datadir.Dir) error { _, err := d.ReadKey(); return err }},
	} {
		file := filepath.Join(path, step.file)
		usertest.As(t, func() {
			d, err := datadir.Open(path)
			if err == nil {
				err = step.try(d)
			}
			if err == nil || !strings.Contains(err.Error(), file+" belongs to user 0") || !strings.Contains(err.Error(), "perfil runs as user 65534") ||
				!strings.Contains(err.Error(), "chown -R 65534:") || !strings.Contains(err.Error(), " "+path+")") {
				t.Errorf("%s: %v", step.file, err)
			}
		})
	}
	usertest.Give(t, filepath.Join(path, "lock"), filepath.Join(path, "perfil.db"))
	usertest.As(t, func() {
		d, err := datadir.Open(path)
		if err == nil {
			err = d.Lock()
		}
		if err == nil {
			err = d.CheckDatabase()
		}
		if err != nil {
			t.Errorf("after it was done as told: %v", err)
		}
	})
}

func TestRightsThatTheOwnerLacksAreTold(t *testing.T) {
	path := reachable(t)
	if err := os.Mkdir(path, 0o500); err != nil {
		t.Fatal(err)
	}
	usertest.Give(t, path)
	usertest.As(t, func() {
		d, err := datadir.Open(path)
		if err == nil {
			err = d.Lock()
		}
		if err == nil || !strings.Contains(err.Error(), "chmod -R u+rwX "+path) {
			t.Errorf("%v", err)
		}
	})
}

// The doctor named three things that it could not open, and added that there was no
// database yet.
func TestAFolderThatCannotBeLookedIntoIsOneError(t *testing.T) {
	path := reachable(t)
	if err := brought(t, path).Finish(); err != nil {
		t.Fatal(err)
	}
	usertest.As(t, func() {
		_, problems, err := datadir.Examine(path)
		if err == nil || len(problems) > 0 || !strings.Contains(err.Error(), path+" belongs to user 0: run it as that user") {
			t.Errorf("%v, %v", problems, err)
		}
	})
}

// Of a link the owner of the link was named, who may be this very user.
func TestOfADatabaseBehindALinkTheOwnerIsThatOfWhatItLeadsTo(t *testing.T) {
	path := reachable(t)
	if err := brought(t, path).Finish(); err != nil {
		t.Fatal(err)
	}
	database, elsewhere := filepath.Join(path, "perfil.db"), filepath.Join(filepath.Dir(path), "elsewhere.db")
	if err := os.Rename(database, elsewhere); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, database); err != nil {
		t.Fatal(err)
	}
	usertest.Give(t, path, database)
	usertest.As(t, func() {
		d, err := datadir.Open(path)
		if err == nil {
			err = d.CheckDatabase()
		}
		if err == nil || !strings.Contains(err.Error(), elsewhere+" belongs to user 0") || !strings.Contains(err.Error(), " "+elsewhere+")") {
			t.Errorf("%v", err)
		}
	})
}
