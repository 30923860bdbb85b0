package datadir

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"perfil/internal/durable"
)

// Restore is a data folder that is being filled from a backup. What comes stands
// in a draft inside the folder, and not beside it: the folder above often belongs
// to somebody else, and the data folder is often a mounted disk, which nothing can
// take the place of. While the draft is there, [Open] and [Make] refuse the folder.
type Restore struct {
	dir   *Dir
	made  bool // the folder was not there
	draft string
	own   *os.File // the draft itself: what stands under its name may be another's
}

func (d *Dir) restoring() string { return filepath.Join(d.path, "restore.draft") }

// NewRestore locks a folder that is empty, or makes it, for what Finish puts in
// place. A folder that is in use is an *InUseError.
func NewRestore(path string) (*Restore, error) {
	_, err := os.Lstat(path)
	made := errors.Is(err, fs.ErrNotExist)
	dir, err := Make(path)
	if err != nil {
		return nil, err
	}
	// First, because a folder that is served is not empty either, and this says more.
	if err := dir.Lock(); err != nil {
		return nil, err
	}
	dir.Sweep() // a folder with what a killed command left is as good as empty
	r := &Restore{dir: dir, made: made, draft: dir.restoring()}
	if err := r.begin(); err != nil {
		return nil, errors.Join(err, dir.Close())
	}
	return r, nil
}

// harmless may be in a folder that counts as empty: a lock that somebody held, and
// what a file system puts into its root.
var harmless = []string{"lock", "lost+found"}

func (r *Restore) begin() error {
	entries, err := os.ReadDir(r.dir.path)
	if err != nil {
		return errorf(err, "the data folder cannot be read: %v", err)
	}
	for _, e := range entries {
		if !slices.Contains(harmless, e.Name()) {
			return errorf(nil, "the folder %s is not empty (there is %s): a backup is restored into an empty one, so name another with --data-dir, or move what is there away", r.dir.path, e.Name())
		}
	}
	if err := os.Mkdir(r.draft, 0o700); err != nil {
		return errorf(err, "perfil cannot write in the data folder: %v", err)
	}
	own, err := os.Open(r.draft)
	if err != nil {
		return errorf(err, "perfil cannot read in the data folder: %v", err)
	}
	r.own = own
	// The mark is on the disk before anything that it warns of.
	return durable.SyncFolder(r.dir.path)
}

// Draft is the folder to put everything into, under the names that it has in a
// data folder.
func (r *Restore) Draft() string { return r.draft }

// Path is the data folder.
func (r *Restore) Path() string { return r.dir.path }

// Finish forces all of the draft to disk and puts it in its place, the database
// last: without it, nobody takes the folder for whole.
func (r *Restore) Finish() error {
	if !isNamed(r.own, r.draft) {
		return errors.Join(errorf(nil, "nothing was restored: what was brought into %s was taken away meanwhile; restore it again, into a folder of its own", r.dir.path), r.Abandon())
	}
	// One call for what may be a million files. It waits for them on Linux; the
	// database and the key have been forced to disk by who wrote them.
	syscall.Sync()
	for _, name := range []string{"avatars", "secret.key", database} {
		err := os.Rename(filepath.Join(r.draft, name), filepath.Join(r.dir.path, name))
		if errors.Is(err, fs.ErrNotExist) && name != database {
			continue // a backup of a node with a bucket has no pictures, nor a key
		}
		if err != nil {
			return errorf(err, "what was restored cannot be put in its place: %v", err)
		}
	}
	if err := durable.SyncFolder(r.dir.path); err != nil {
		return errorf(err, "what was restored cannot be forced to disk: %v", err)
	}
	if err := os.RemoveAll(r.draft); err != nil {
		return errorf(err, "what was restored is in its place, and the draft cannot be removed: %v; remove %s", err, r.draft)
	}
	return errors.Join(durable.SyncFolder(r.dir.path), r.own.Close(), r.dir.Close())
}

// Abandon removes what was brought, and the folder if it was made for it and holds
// nothing else. Somebody may have emptied the folder meanwhile and restored another
// backup into it, which is not to be removed.
func (r *Restore) Abandon() error {
	var err error
	if isNamed(r.own, r.draft) {
		err = os.RemoveAll(r.draft)
	}
	if r.made && err == nil && isNamed(r.dir.lock, r.dir.lockFile()) {
		err = r.removeFolder()
	}
	return errors.Join(err, r.own.Close(), r.dir.Close())
}

func (r *Restore) removeFolder() error {
	if err := os.Remove(r.dir.lockFile()); err != nil {
		return err
	}
	err := os.Remove(r.dir.path)
	if errors.Is(err, syscall.ENOTEMPTY) || errors.Is(err, syscall.EEXIST) {
		return nil // somebody else has put it there
	}
	return err
}

// isNamed says whether a file that is open is still the one of this name. While it
// is open, no other one can have its number.
func isNamed(f *os.File, name string) bool {
	was, err := f.Stat()
	if err != nil {
		return false
	}
	is, err := os.Lstat(name)
	return err == nil && os.SameFile(was, is)
}
