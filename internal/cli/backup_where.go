package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"perfil/internal/backup"
)

// checkApart refuses a place for backups inside the data folder: a backup there goes
// with the disk that it is to outlive, and one by the name of the database or the key
// would replace it.
func checkApart(location, data string) error {
	if backup.IsBucket(location) {
		return nil
	}
	folder, err := os.Stat(data)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // who needs it says so
	}
	if err != nil {
		return err
	}
	path, err := filepath.Abs(location)
	if err != nil {
		return err
	}
	for path = resolved(path); ; path = filepath.Dir(path) {
		if info, err := os.Stat(path); err == nil && os.SameFile(info, folder) {
			return fmt.Errorf("%s is inside the data folder %s: put backups elsewhere, on another disk if there is one", location, data)
		}
		if path == filepath.Dir(path) {
			return nil
		}
	}
}

// resolved follows the links in the part of a path that is there.
func resolved(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	above := filepath.Dir(path)
	if above == path {
		return path
	}
	return filepath.Join(resolved(above), filepath.Base(path))
}
