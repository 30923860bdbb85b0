package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"perfil/internal/durable"
)

// folder keeps backups as files that only their owner may read.
type folder struct{ path string }

func newFolder(path string) *folder { return &folder{path} }

// The name of a file that is being written. Others put hidden files and partial ones
// beside backups too, so it says whose it is: tidy removes no other.
const (
	partBegin = ".perfil-backup-"
	partEnd   = ".part"
)

// abandoned is the age at which such a file has no writer any more.
const abandoned = 24 * time.Hour

// Create implements Place.
func (f *folder) Create(_ context.Context, name string, write func(io.Writer) error, check func(io.Reader) error) error {
	return f.store(name, durable.NewFile, write, check)
}

// Replace implements Place. It refuses to replace a device or a link: that would
// break what others made.
func (f *folder) Replace(_ context.Context, name string, write func(io.Writer) error) error {
	if info, err := os.Lstat(filepath.Join(f.path, name)); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is no file and is left as it is: name another one", filepath.Join(f.path, name))
	}
	return f.store(name, durable.WriteFile, write, nil)
}

// byName puts a whole file under a name; see durable.
type byName func(path, pattern string, write func(*os.File) error) error

func (f *folder) store(name string, put byName, write func(io.Writer) error, check func(io.Reader) error) error {
	if err := durable.MakeFolder(f.path); err != nil {
		return fmt.Errorf("the folder of the backup cannot be made: %w", err)
	}
	f.tidy()
	var torn error
	err := put(filepath.Join(f.path, name), partBegin+"*"+partEnd, func(file *os.File) error {
		torn = fill(file, write, check)
		return torn
	})
	switch {
	case err == nil || torn != nil:
		return err
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%w: %s", ErrTaken, filepath.Join(f.path, name))
	}
	return fmt.Errorf("the backup cannot be written: %w", err)
}

func fill(file *os.File, write func(io.Writer) error, check func(io.Reader) error) error {
	if err := write(file); err != nil || check == nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return fmt.Errorf("the backup cannot be written: %w", err)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return unread(err)
	}
	if err := check(file); err != nil {
		return unread(err)
	}
	return nil
}

// tidy removes what a crash left behind. That it cannot is no reason to make no
// backup.
func (f *folder) tidy() {
	entries, _ := os.ReadDir(f.path)
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), partBegin) || !strings.HasSuffix(e.Name(), partEnd) || !e.Type().IsRegular() {
			continue
		}
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > abandoned {
			_ = os.Remove(filepath.Join(f.path, e.Name()))
		}
	}
}

func (f *folder) Open(_ context.Context, name string) (io.ReadCloser, error) {
	file, err := os.Open(filepath.Join(f.path, name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%w: %s", ErrAbsent, filepath.Join(f.path, name))
	case err != nil:
		return nil, fmt.Errorf("the backup cannot be read: %w", err)
	}
	return file, nil
}

func (f *folder) Has(_ context.Context, name string) (bool, error) {
	_, err := os.Lstat(filepath.Join(f.path, name))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

func (f *folder) Each(context.Context) iter.Seq2[Stored, error] {
	return func(yield func(Stored, error) bool) {
		entries, err := os.ReadDir(f.path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			yield(Stored{}, fmt.Errorf("the folder of backups cannot be read: %w", err))
			return
		}
		for _, e := range entries {
			if !e.Type().IsRegular() {
				continue
			}
			info, err := e.Info()
			if errors.Is(err, fs.ErrNotExist) {
				continue // it has gone meanwhile
			}
			if err != nil {
				yield(Stored{}, fmt.Errorf("the folder of backups cannot be read: %w", err))
				return
			}
			if !yield(Stored{e.Name(), info.Size(), info.ModTime().UTC()}, nil) {
				return
			}
		}
	}
}

func (f *folder) Remove(_ context.Context, name string) error {
	err := os.Remove(filepath.Join(f.path, name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("a backup cannot be removed: %w", err)
	}
	return nil
}
