package datadir

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"perfil/internal/durable"
)

// Error says in a sentence what is wrong with a folder and what to do about it.
type Error struct {
	text string
	err  error
}

func (e *Error) Error() string { return e.text }

// Unwrap gives the cause, if the system named one.
func (e *Error) Unwrap() error { return e.err }

func errorf(cause error, format string, args ...any) error {
	return &Error{text: fmt.Sprintf(format, args...), err: cause}
}

// Dir is a data folder that exists and that nobody else can look into.
type Dir struct {
	path string
	lock *os.File // nil: not held
}

// Make opens the folder and makes it, with those above it, if it is not there. One
// that is there, empty and of this user is closed to others: whoever prepared it
// cannot have meant that they read along.
func Make(path string) (*Dir, error) {
	if err := durable.MakeFolder(path); err != nil {
		if info, statErr := os.Stat(path); statErr != nil || info.IsDir() {
			return nil, errorf(err, "the data folder cannot be made: %v", err)
		}
	}
	if err := closeEmpty(path); err != nil {
		return nil, errorf(err, "the data folder cannot be closed to others: %v", err)
	}
	return Open(path)
}

// closeEmpty leaves a folder with anything in it as it is: others may have looked
// into it for years, and the operator should know.
func closeEmpty(path string) error {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() || info.Mode().Perm()&0o077 == 0 || !isOurs(info) {
		return nil // Open says what is wrong
	}
	entries, err := os.ReadDir(path)
	if err != nil || len(entries) > 0 {
		return nil
	}
	return os.Chmod(path, 0o700)
}

// Open opens a folder that must exist already, for what makes no sense on an
// empty one: a misspelt path must not look like a server without accounts. A
// folder that is not there is an error that is [fs.ErrNotExist].
func Open(path string) (*Dir, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, errorf(err, "the data folder %s cannot be found: %v", path, err)
	}
	info, err := os.Stat(abs)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errorf(err, "there is no data folder %s: name the right one with --data-dir or PERFIL_DATA_DIR, or make one with perfil serve", abs)
	case err != nil:
		return nil, errorf(err, "the data folder cannot be opened: %v", err)
	case !info.IsDir():
		return nil, errorf(nil, "%s is not a folder: name another one with --data-dir or PERFIL_DATA_DIR", abs)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, errorf(nil, "other users of this machine can get at the data folder %s (its mode is %04o): run chmod 700 %s", abs, mode, abs)
	}
	d := &Dir{path: abs}
	if _, err := os.Lstat(d.restoring()); err == nil {
		if pid, held := d.heldBy(); held {
			return nil, errorf(nil, "a restore into the data folder %s is under way (process %d): wait for it to end", abs, pid)
		}
		return nil, errorf(nil, "a restore into the data folder %s has not come to its end: empty the folder (rm -r %s/*) and run perfil restore again", abs, abs)
	}
	return d, nil
}

// Path is the folder itself, absolute.
func (d *Dir) Path() string { return d.path }

// database is the name of the database in the folder.
const database = "perfil.db"

// Database is the file of the database.
func (d *Dir) Database() string { return filepath.Join(d.path, database) }

// Avatars is the folder of the images. Whoever writes the first one makes it.
func (d *Dir) Avatars() string { return filepath.Join(d.path, "avatars") }

// Key is the file of the key that signs tokens, unless the operator brings one.
func (d *Dir) Key() string { return filepath.Join(d.path, "secret.key") }

// Socket is where a serving process takes commands. The path may be longer than
// a socket address can be.
func (d *Dir) Socket() string { return filepath.Join(d.path, "control.sock") }
