package durable

import (
	"errors"
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
	folder := filepath.Dir(path)
	file, err := os.CreateTemp(folder, pattern) // made with 0600
	if err != nil {
		return err
	}
	if err = fill(file, write); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		if failed := os.Remove(file.Name()); failed != nil {
			return errors.Join(err, failed)
		}
		return err
	}
	return SyncFolder(folder)
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
