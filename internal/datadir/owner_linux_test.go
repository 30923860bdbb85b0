package datadir_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"perfil/internal/datadir"
)

const nobody = 65534

// asNobody runs what a user without rights would, on a thread of its own: a process has
// one user, and the other tests go on.
func asNobody(t *testing.T, do func()) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can be somebody else")
	}
	done := make(chan syscall.Errno)
	go func() {
		runtime.LockOSThread() // and never let go: the thread ends with this
		_, _, failed := syscall.RawSyscall(syscall.SYS_SETRESUID, nobody, nobody, nobody)
		if failed == 0 {
			do()
		}
		done <- failed
	}()
	if failed := <-done; failed != 0 {
		t.Skipf("cannot be somebody else: %v", failed)
	}
}

// reachable is a folder that everybody can get to.
func reachable(t *testing.T) string {
	t.Helper()
	path := t.TempDir()
	for above := path; above != os.TempDir() && above != "/"; above = filepath.Dir(above) {
		if err := os.Chmod(above, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func give(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		if err := os.Chown(name, nobody, nobody); err != nil {
			t.Skipf("only root can give: %v", err)
		}
	}
}

// A restore by root for a user who serves left that one with "open lock: permission
// denied".
func TestWhoHasNoRightToAFileIsToldWhoseItIs(t *testing.T) {
	path := filepath.Join(reachable(t), "data")
	if err := brought(t, path).Finish(); err != nil {
		t.Fatal(err)
	}
	give(t, path)
	for _, step := range []struct {
		file string
		try  func(*datadir.Dir) error
	}{
		{"lock", (*datadir.Dir).Lock},
		{"perfil.db", (*datadir.Dir).CheckDatabase},
		{"secret.key", func(d *datadir.Dir) error { _, err := d.ReadKey(); return err }},
	} {
		file := filepath.Join(path, step.file)
		asNobody(t, func() {
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
	give(t, filepath.Join(path, "lock"), filepath.Join(path, "perfil.db"))
	asNobody(t, func() {
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
	path := filepath.Join(reachable(t), "data")
	if err := os.Mkdir(path, 0o500); err != nil {
		t.Fatal(err)
	}
	give(t, path)
	asNobody(t, func() {
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
	path := filepath.Join(reachable(t), "data")
	if err := brought(t, path).Finish(); err != nil {
		t.Fatal(err)
	}
	asNobody(t, func() {
		_, problems, err := datadir.Examine(path)
		if err == nil || len(problems) > 0 || !strings.Contains(err.Error(), path+" belongs to user 0: run it as that user") {
			t.Errorf("%v, %v", problems, err)
		}
	})
}
