package prove_test

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
	"testing"

	"perfil/e2e/program"
)

// The database can only be read for a while, and then be written again. No system
// makes a disk read-only in good order while a file there is open for writing, so
// strace gives the writes to the database the answer that they would get then.
func TestADatabaseThatCanOnlyBeReadIsReadAndWrittenAgainLater(t *testing.T) {
	t.Parallel()
	h := &hardship{proof: "read-only, and back", folder: t.TempDir()}
	p := h.begin(t, choose(3, 8))
	for range choose(1, 3) {
		end := refuseWrites(t, p.Pid(), filepath.Join(h.folder, "perfil-data", "perfil.db"))
		h.suffer(t, p, choose(20, 100))
		h.wantAlive(t, p, http.StatusServiceUnavailable)
		end()
		h.recover(t)
		h.wantAlive(t, p, http.StatusOK)
	}
	h.judge(t, p)
}

// A file system that finds itself damaged makes itself read-only under whoever
// uses it, until somebody repairs it. ext4 can be told to.
func TestADiskThatBreaksTakesNothingAlongThatWasAcknowledged(t *testing.T) {
	t.Parallel()
	h := &hardship{proof: "file system damaged", folder: t.TempDir()}
	disk := newDisk(t, filepath.Join(h.folder, "perfil-data"))
	p := h.begin(t, choose(3, 8))
	disk.damage(t)
	h.suffer(t, p, choose(20, 100))
	h.wantAlive(t, p, http.StatusServiceUnavailable)
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
	disk.repair(t)
	h.judge(t, h.again(t))
}

// attached is what strace says when it has begun.
var attached = regexp.MustCompile(`Process \d+ attached`)

// refuseWrites lets every write of a process to a database fail as on a disk that
// can only be read, until end.
func refuseWrites(t *testing.T, pid int, database string) (end func()) {
	t.Helper()
	const calls = "pwrite64,ftruncate,fallocate"
	cmd := exec.Command("strace", "-f", "-o", os.DevNull, "-p", strconv.Itoa(pid),
		"-P", database, "-P", database+"-wal", "-e", "trace="+calls, "-e", "inject="+calls+":error=EROFS")
	p, err := program.Follow(cmd)
	if err == nil {
		_, err = p.Wait(attached)
	}
	if err != nil {
		missing(t, "PERFIL_TEST_STRACE", "strace cannot attach to a process, so nothing can be said about a read-only database: "+err.Error())
	}
	t.Cleanup(p.Kill)
	return func() {
		if err := p.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		<-p.Done()
	}
}

// A disk is a file with ext4 on it, mounted.
type disk struct{ image, folder string }

func newDisk(t *testing.T, folder string) *disk {
	t.Helper()
	d := &disk{image: filepath.Join(t.TempDir(), "disk"), folder: folder}
	err := os.WriteFile(d.image, nil, 0o600)
	if err == nil {
		err = os.Truncate(d.image, 48<<20)
	}
	err = errors.Join(err, os.Mkdir(folder, 0o700), runTool(t, "mkfs.ext4", "-q", "-F", "-E", "root_owner=0:0", d.image))
	if err == nil {
		err = d.mount(t)
	}
	if err != nil {
		missing(t, "PERFIL_TEST_MOUNT", "no file can be mounted as a disk (run as root, with e2fsprogs), so nothing can be said about a broken one: "+err.Error())
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return d
}

func (d *disk) mount(t *testing.T) error {
	t.Helper()
	if err := runTool(t, "mount", "-o", "loop,errors=remount-ro", d.image, d.folder); err != nil {
		return err
	}
	return os.Chmod(d.folder, 0o700)
}

// damage makes the file system believe that it is damaged.
func (d *disk) damage(t *testing.T) {
	t.Helper()
	device, err := exec.CommandContext(t.Context(), "findmnt", "-no", "SOURCE", d.folder).Output()
	if err == nil {
		name := filepath.Base(string(bytes.TrimSpace(device)))
		err = os.WriteFile(filepath.Join("/sys/fs/ext4", name, "trigger_fs_error"), []byte("1"), 0)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// repair does what an operator does.
func (d *disk) repair(t *testing.T) {
	t.Helper()
	if err := syscall.Unmount(d.folder, 0); err != nil {
		t.Fatal(err)
	}
	const mended = 1
	if err := runTool(t, "e2fsck", "-fy", d.image); err != nil && program.ExitCode(err) != mended {
		t.Fatal(err)
	}
	if err := d.mount(t); err != nil {
		t.Fatal(err)
	}
}

func runTool(t *testing.T, name string, args ...string) error {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	if err != nil {
		t.Logf("%s: %s", name, out)
	}
	return err
}
