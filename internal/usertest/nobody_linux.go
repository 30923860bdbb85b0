package usertest

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

// Nobody is the number of a user who owns nothing.
const Nobody = 65534

// As runs do as Nobody, who keeps the groups of root, on a thread of its own: a process
// has one user, and the other tests go on. do must not end its goroutine as t.Fatal does.
// The test is skipped where it cannot become somebody else.
func As(t *testing.T, do func()) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can be somebody else")
	}
	done := make(chan syscall.Errno)
	go func() {
		runtime.LockOSThread() // and never let go: the thread ends with this
		_, _, failed := syscall.RawSyscall(syscall.SYS_SETRESUID, Nobody, Nobody, Nobody)
		if failed == 0 {
			do()
		}
		done <- failed
	}()
	if failed := <-done; failed != 0 {
		t.Skipf("cannot be somebody else: %v", failed)
	}
}

// Reach lets everybody into the folders of this test above path. The test is skipped where
// Nobody does not get there all the same, since the folder of all temporary files is closed.
func Reach(t *testing.T, path string) {
	t.Helper()
	for above := filepath.Dir(path); above != filepath.Clean(os.TempDir()) && above != "/"; above = filepath.Dir(above) {
		if err := os.Chmod(above, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	var err error
	As(t, func() { _, err = os.Lstat(filepath.Dir(path) + "/.") })
	if err != nil {
		t.Skipf("others cannot get to the folder of temporary files: %v", err)
	}
}

// Give makes Nobody the owner of files. The test is skipped where that cannot be.
func Give(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		if err := os.Lchown(name, Nobody, Nobody); err != nil {
			t.Skipf("only root can give: %v", err)
		}
	}
}
