package datadir

import (
	"os"
	"path/filepath"
	"syscall"
)

// A name that nobody else gives: [Dir.Sweep] removes what has it, and an operator may
// name a folder that is not Perfil's.
const draftPattern = "perfil-draft-*"

// Draft makes a folder for files that are needed for a while and hold what is as
// secret as the rest. The caller removes it; when it cannot, [Dir.Sweep] does.
func (d *Dir) Draft() (string, error) {
	path, err := os.MkdirTemp(d.path, draftPattern) // made with 0700
	if err != nil {
		return "", errorf(err, "perfil cannot write in the data folder: %v", err)
	}
	return path, nil
}

// Sweep removes what a killed process left. The lock must be held: then nobody needs
// any of it. Not a part of Lock, because who only looks at a folder locks it, too.
func (d *Dir) Sweep() {
	if d.lock == nil {
		return
	}
	left, _ := filepath.Glob(filepath.Join(d.path, draftPattern)) // the pattern is a good one
	for _, path := range left {
		_ = os.RemoveAll(path)
	}
}

// Free is how many bytes this user can still write to the disk of the folder, and
// how many the disk has.
func (d *Dir) Free() (free, size uint64, err error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(d.path, &s); err != nil {
		return 0, 0, errorf(err, "the disk of %s cannot be asked for its free space: %v", d.path, err)
	}
	block := uint64(s.Bsize) //nolint:gosec // a block has a size
	return s.Bavail * block, s.Blocks * block, nil
}
