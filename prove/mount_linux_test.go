package prove_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// mountMemory makes a disk of so many MiB in memory at a folder, for the owner
// alone, until the test ends.
func mountMemory(t *testing.T, folder string, mib int) {
	t.Helper()
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	err := syscall.Mount("perfil-proof", folder, "tmpfs", 0, fmt.Sprintf("size=%dm,mode=0700", mib))
	if err != nil {
		missing(t, "PERFIL_TEST_MOUNT", "this user may not mount a disk (run as root), so nothing can be said about a full one: "+err.Error())
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
}

// fillUp leaves no byte free on the disk of a folder until end.
func fillUp(t *testing.T, folder string) (end func()) {
	t.Helper()
	name := filepath.Join(folder, "ballast")
	f, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // it is not to be kept
	for size := 1 << 20; size > 0; {
		if _, err = f.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("the disk cannot be filled: %v", err)
	}
	return func() {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
}

// readOnly makes the system refuse every write to a disk until end. It does not
// do that as long as a file there is open for writing.
func readOnly(t *testing.T, folder string) (end func()) {
	t.Helper()
	remount := func(flags uintptr) {
		if err := syscall.Mount("perfil-proof", folder, "tmpfs", syscall.MS_REMOUNT|flags, ""); err != nil {
			t.Fatal(err)
		}
	}
	remount(syscall.MS_RDONLY)
	if err := os.WriteFile(filepath.Join(folder, "x"), nil, 0o600); err == nil || !strings.Contains(err.Error(), "read-only") {
		t.Fatalf("the disk is not read-only: %v", err)
	}
	return func() { remount(0) }
}
