package migrate

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"perfil/internal/durable"
)

// WriteFile makes a file that is either complete or not there: what write gives
// goes to a temporary file beside it, is brought to the disk, and then takes the
// name, in place of what had it before. Only the owner may read it, for an
// export holds password hashes.
//
// A path that is there and is no regular file, such as a pipe or /dev/stdout,
// is written to as it is. A symbolic link stays, and what it points to is
// replaced.
func WriteFile(path string, write func(io.Writer) error) error {
	// Stat first: /dev/stdout may lead to a pipe, which has no path to resolve.
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return replaceFile(path, write)
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return writeInto(path, write)
	}
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	return replaceFile(target, write)
}

func writeInto(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

func replaceFile(path string, write func(io.Writer) error) error {
	return durable.WriteFile(path, "."+filepath.Base(path)+".*.tmp", func(f *os.File) error { return write(f) })
}
