package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// WriteFile makes a file that only its owner may read, in place of what had the name
// before. What write puts into it is forced to the disk under a temporary name, made
// of pattern as for [os.CreateTemp], before it takes the name. So there is a whole
// file or none, whenever the machine stops; what a crash can leave is the temporary
// one, which the caller knows by its pattern.
//
// The file that write gets is open for reading too, so that write can look at what it
// wrote. Its error is returned as it is, unless the temporary file cannot be removed
// either.
func WriteFile(path, pattern string, write func(*os.File) error) error {
	return writeAs(path, pattern, write, os.Rename)
}

// NewFile is WriteFile for a name that must not be taken: whatever has it, and whenever
// it got it, stays, and the error is [fs.ErrExist]. Of several that write at the same
// time under one name, one gets it.
func NewFile(path, pattern string, write func(*os.File) error) error {
	return writeAs(path, pattern, write, takeName)
}

func writeAs(path, pattern string, write func(*os.File) error, name func(from, to string) error) error {
	folder := filepath.Dir(path)
	file, err := os.CreateTemp(folder, pattern) // made with 0600
	if err != nil {
		return err
	}
	if err = fill(file, write); err == nil {
		err = name(file.Name(), path)
	}
	if err != nil {
		if failed := os.Remove(file.Name()); failed != nil {
			return errors.Join(err, failed)
		}
		return err
	}
	return SyncFolder(folder)
}

// takeName gives a file another name if that is free. Some file systems know no second
// names; there the name is taken by an empty file first, which a crash at that moment
// leaves behind.
func takeName(from, to string) error {
	err := os.Link(from, to)
	switch {
	case err == nil:
		_ = os.Remove(from) // the file is there; a name too many is what a crash leaves, too
		return nil
	case errors.Is(err, fs.ErrExist):
		return isTaken(err, from, to)
	}
	return reserveName(from, to)
}

// isTaken is nil where the name that is taken is that of the file itself: when the
// answer to a link is lost, a network file system asks again, and hears that the name
// is there.
func isTaken(err error, from, to string) error {
	ours, ourErr := os.Lstat(from)
	there, thereErr := os.Lstat(to)
	if ourErr != nil || thereErr != nil || !os.SameFile(ours, there) {
		return err
	}
	_ = os.Remove(from) // as after a link that was answered
	return nil
}

func reserveName(from, to string) error {
	reserved, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(reserved.Close(), os.Rename(from, to)); err != nil {
		return errors.Join(err, os.Remove(to))
	}
	return nil
}

// fill closes the file in any case: some systems do not rename an open one.
func fill(file *os.File, write func(*os.File) error) error {
	err := write(file)
	if err == nil {
		err = file.Sync()
	}
	// Some file systems tell of a full disk only here.
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}
