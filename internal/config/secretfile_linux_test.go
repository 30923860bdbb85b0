package config_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"perfil/internal/config"
)

// The one rule has two sides: a service user can read what packages install only through
// its group, and root needs no group to read.
func TestAGroupMayReadASecretOfRootOnlyWhereRootDoesNotServe(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can be somebody else")
	}
	name := secretFile(t, "a secret", 0o640, 0)
	for above := filepath.Dir(name); above != os.TempDir() && above != "/"; above = filepath.Dir(above) {
		if err := os.Chmod(above, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := config.ReadSecretFile(name, config.Switch{}); err == nil || !strings.Contains(err.Error(), "run chmod 600 ") {
		t.Errorf("root serves: %v", err)
	}
	asServiceUser(t, func() {
		if data, err := config.ReadSecretFile(name, config.Switch{}); err != nil || string(data) != "a secret" {
			t.Errorf("somebody else serves: %q, %v", data, err)
		}
	})
}

// asServiceUser runs what a user in the group of root would, on a thread of its own.
func asServiceUser(t *testing.T, do func()) {
	t.Helper()
	done := make(chan syscall.Errno)
	go func() {
		runtime.LockOSThread() // and never let go: the thread ends with this
		_, _, failed := syscall.RawSyscall(syscall.SYS_SETRESUID, 65534, 65534, 65534)
		if failed == 0 {
			do()
		}
		done <- failed // do must not end the goroutine with t.Fatal
	}()
	if failed := <-done; failed != 0 {
		t.Skipf("cannot be somebody else: %v", failed)
	}
}
