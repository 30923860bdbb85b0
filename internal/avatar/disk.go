package avatar

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// makeFolder is os.MkdirAll that survives a crash: a new folder is an entry in
// the one above, which has to be forced to disk.
func makeFolder(path string) error {
	err := os.Mkdir(path, 0o700)
	if errors.Is(err, fs.ErrExist) {
		return nil // a file in its place shows when it is opened
	}
	above := filepath.Dir(filepath.Clean(path))
	if errors.Is(err, fs.ErrNotExist) && above != path {
		if err := makeFolder(above); err != nil {
			return err
		}
		err = os.Mkdir(path, 0o700)
	}
	if err != nil {
		return err
	}
	folder, err := os.Open(above)
	if err != nil {
		return err
	}
	return syncFolder(folder)
}

// syncFolder forces the entries of a folder to disk and closes it. Some network
// file systems cannot do that and say so with EINVAL; there is nothing to be had
// from them then.
func syncFolder(folder *os.File) error {
	err := folder.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		err = nil
	}
	return errors.Join(err, folder.Close())
}
