package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// MakeFolder is [os.MkdirAll] that a power cut does not undo, with rights for the
// owner alone. A new folder is a name in the one above it: until that is forced to
// the disk, the folder may be gone with everything that was put into it since.
//
// That there is a file of that name is no error here; it shows when the folder is
// used.
func MakeFolder(path string) error {
	path = filepath.Clean(path)
	err := os.Mkdir(path, 0o700)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	above := filepath.Dir(path)
	if errors.Is(err, fs.ErrNotExist) && above != path {
		if err := MakeFolder(above); err != nil {
			return err
		}
		err = os.Mkdir(path, 0o700)
	}
	if err != nil {
		return err
	}
	return SyncFolder(above)
}

// SyncFolder forces the names in a folder to the disk.
func SyncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(Sync(folder), folder.Close())
}

// Sync is SyncFolder for a folder that is open, and stays so. Some network file
// systems cannot do it and say so; there is nothing to be had from them, and to fail
// would mean not to run on them at all.
func Sync(folder *os.File) error {
	err := folder.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	return err
}
