package datadir

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// InUseError says that another process holds the folder.
type InUseError struct {
	Path string
	PID  int // 0 if it cannot be told
}

func (e *InUseError) Error() string {
	who := "another perfil"
	if e.PID > 0 {
		who = fmt.Sprintf("another perfil (process %d)", e.PID)
	}
	return fmt.Sprintf("%s is using the data folder %s: stop it first, or name another folder with --data-dir or PERFIL_DATA_DIR", who, e.Path)
}

// Lock makes this process the only one that uses the folder, until Close. The
// system lifts the lock when the process dies, however it dies. *InUseError if
// another one has it.
func (d *Dir) Lock() error {
	if d.lock != nil {
		return nil
	}
	f, err := os.OpenFile(d.lockFile(), os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if isFull(err) {
		return errorf(err, "the disk of the data folder %s is full: make room (%v)", d.path, err)
	}
	if err != nil {
		return d.ofRights(err, d.lockFile(), "perfil cannot write in the data folder")
	}
	if err := flock(f, syscall.LOCK_EX); err != nil {
		defer f.Close() //nolint:errcheck // nothing was written
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return &InUseError{Path: d.path, PID: holder(f)}
		}
		return errorf(err, "the file system of %s cannot lock files (%v): put the data folder on another one", d.path, err)
	}
	// On a full disk the lock goes without the id: to bring a backup to another disk
	// is what one wants to do then.
	if err := sign(f); err != nil && !isFull(err) {
		_ = f.Close()
		return errorf(err, "perfil cannot write in the data folder: %v", err)
	}
	d.lock = f
	return nil
}

// heldBy says whether another process has the lock, and which, without taking it:
// advice on what that process is doing must not be to take it away under it.
func (d *Dir) heldBy() (pid int, held bool) {
	f, err := os.OpenFile(d.lockFile(), os.O_RDONLY|syscall.O_NOFOLLOW, 0)
	if err != nil {
		return 0, false
	}
	defer f.Close() //nolint:errcheck // nothing was written
	if !errors.Is(flock(f, syscall.LOCK_SH), syscall.EWOULDBLOCK) {
		return 0, false
	}
	return holder(f), true
}

func (d *Dir) lockFile() string { return filepath.Join(d.path, "lock") }

// flock tries again after a signal, which is no answer.
func flock(f *os.File, how int) error {
	for {
		err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// sign leaves the id of this process for whoever finds the folder in use.
func sign(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err := f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}

// holder reads what sign wrote; 0 when it is just being written.
func holder(f *os.File) int {
	text, err := io.ReadAll(io.LimitReader(f, 32))
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0
	}
	return pid
}

// Close gives the lock back. The file stays: removing it would let two
// processes lock two files of the same name.
func (d *Dir) Close() error {
	if d.lock == nil {
		return nil
	}
	_ = d.lock.Truncate(0) // the id would be that of nobody
	err := d.lock.Close()
	d.lock = nil
	return err
}
