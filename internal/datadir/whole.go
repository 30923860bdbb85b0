package datadir

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// CheckDatabase refuses a folder whose database is gone while other things of it
// are there. A server that made a new one would look as if nobody had ever had an
// account, and the next backups of nothing would push out the good ones.
//
// A folder at its first start passes: the database is made before everything
// else (see [Dir.Secret]), so a start that was interrupted leaves none of these.
func (d *Dir) CheckDatabase() error {
	info, err := os.Stat(d.Database())
	switch {
	case err == nil && info.Size() > 0:
		if err := access(d.Database(), unix.R_OK|unix.W_OK); errors.Is(err, fs.ErrPermission) {
			return d.ofRights(err, d.Database(), "the database cannot be opened")
		}
		return nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return d.ofRights(err, d.Database(), "the database cannot be opened")
	}
	state := "is missing"
	if err == nil {
		state = "is empty"
	}
	for _, evidence := range []string{d.Key(), d.Database() + "-wal"} {
		if info, err := os.Stat(evidence); err != nil || info.Size() == 0 {
			continue
		}
		return errorf(nil, "%s %s, but %s is there, so this folder had accounts: put the database back or restore a backup (perfil restore); to begin anew without them, move %s away",
			d.Database(), state, filepath.Base(evidence), d.path)
	}
	return nil
}

// IsOutOfReach says whether this user may not read the database. It opens nothing: to
// close the file in a process that has it open ends the locks of SQLite on it.
func (d *Dir) IsOutOfReach() bool {
	return errors.Is(access(d.Database(), unix.R_OK), fs.ErrPermission)
}

// access asks for the user that files are opened as, which is the one that isOurs means.
func access(name string, rights uint32) error {
	return unix.Faccessat(unix.AT_FDCWD, name, rights, unix.AT_EACCESS)
}
