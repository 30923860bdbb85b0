package migrate

import (
	"bytes"
	"errors"
	"fmt"
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
// replaced. A file that no command of ours wrote is left alone: it may be the very
// database that is read, or the key of a data folder.
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
	if err := isReplaceable(target); err != nil {
		return err
	}
	return replaceFile(target, write)
}

// isReplaceable wants a file to be empty, or to begin as what is written with
// WriteFile does: lines of accounts, a file for another system, or a report.
func isReplaceable(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // only read
	begin := make([]byte, 32)
	n, err := io.ReadFull(f, begin)
	if n == 0 && errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	for _, ours := range []string{`{"id":`, `{"source":`, "[", "null", "-- Accounts of Perfil"} {
		if bytes.HasPrefix(begin[:n], []byte(ours)) {
			return nil
		}
	}
	return fmt.Errorf("%s is there, and is neither an export nor a report: it stays; name another file, or move it away", path)
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
