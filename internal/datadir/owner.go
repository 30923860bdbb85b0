package datadir

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// ofRights says what to do where this user has no right to a file of the folder, as
// after a restore by root for a user who serves. Any other error is told as otherwise.
func (d *Dir) ofRights(err error, file, otherwise string) error {
	if !errors.Is(err, fs.ErrPermission) {
		return errorf(err, "%s: %v", otherwise, err)
	}
	target, gift := behind(file), "the whole folder to this one (chown -R"
	for _, path := range []string{target, d.path} { // the file may be out of sight
		info, statErr := os.Lstat(path)
		if statErr != nil || isOurs(info) {
			continue
		}
		given := d.path
		if path != file && path == target {
			given, gift = target, "that to this one (chown" // the link in the folder gives nothing away
		}
		return errorf(err, "perfil runs as user %d, and %s belongs to user %d: run it as that user, or give %s %d:%d %s)",
			os.Geteuid(), path, ownerOf(info), gift, os.Geteuid(), os.Getegid(), given)
	}
	return errorf(err, "%s: %v; look at the rights in the folder (chmod -R u+rwX %s)", otherwise, err, d.path)
}

// behind is what a link leads to, and anything else as it is: who owns a link says nothing.
func behind(name string) string {
	if info, err := os.Lstat(name); err != nil || info.Mode().Type() != fs.ModeSymlink {
		return name
	}
	if target, err := filepath.EvalSymlinks(name); err == nil {
		return target
	}
	return name
}

func ownerOf(info fs.FileInfo) int {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return int(stat.Uid)
	}
	return -1
}

func isOurs(info fs.FileInfo) bool { return ownerOf(info) == os.Geteuid() }

// visible says why this user cannot look into the folder.
func (d *Dir) visible() error {
	folder, err := os.Open(d.path)
	if err == nil {
		_, err = os.Lstat(d.Key()) // a folder may be listed and not be entered
		_ = folder.Close()         // nothing was written
	}
	if err == nil || !errors.Is(err, fs.ErrPermission) {
		return nil
	}
	return d.ofRights(err, d.path, fmt.Sprintf("the data folder %s cannot be read", d.path))
}
