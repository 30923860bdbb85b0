package cli

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

// A user who may not read the database was told to restore a backup.
func TestTheDoctorCallsNothingDamagedThatItMayNotRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data")
	for above := filepath.Dir(path); above != os.TempDir() && above != "/"; above = filepath.Dir(above) {
		if err := os.Chmod(above, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(path, "perfil.db"), []byte("of root"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(path, nobody, nobody); err != nil {
		t.Skipf("only root can give: %v", err)
	}
	type answer struct {
		said string
		err  error
	}
	answers := make(chan answer, 1)
	go func() {
		runtime.LockOSThread() // and never let go: the thread, which becomes another user's, ends with this
		if _, _, failed := syscall.RawSyscall(syscall.SYS_SETRESUID, nobody, nobody, nobody); failed != 0 {
			answers <- answer{err: failed}
			return
		}
		var said strings.Builder
		dir, err := datadir.Open(path)
		if err == nil {
			err = (&doctorCommand{}).examineDatabase(t.Context(), &diagnosis{out: &said}, dir, false)
		}
		answers <- answer{said.String(), err}
	}()
	if got := <-answers; got.err != nil || got.said != "" {
		t.Errorf("%q, %v", got.said, got.err)
	}
}
