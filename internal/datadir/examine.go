package datadir

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Examine opens a folder that [Open] may refuse, to say all that is wrong with it
// and its files, each with what to do. It changes nothing. err is for a folder that
// is not there, or that this user cannot look into, of which nothing can be said.
func Examine(path string) (d *Dir, problems []string, err error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, nil, err
	}
	if d, err = Open(abs); errors.Is(err, fs.ErrNotExist) {
		return nil, nil, err
	}
	if err != nil {
		problems = append(problems, err.Error())
		d = &Dir{path: abs}
	}
	if err := d.visible(); err != nil {
		return nil, nil, err
	}
	database := d.Database()
	if behind, err := filepath.EvalSymlinks(database); err == nil {
		database = behind // what SQLite puts beside it stands there too
	}
	problems = append(problems, readable(database, database+"-wal", database+"-shm", d.lockFile())...)
	if _, err := d.ReadKey(); err != nil && !errors.Is(err, fs.ErrNotExist) {
		problems = append(problems, err.Error())
	}
	if err := d.CheckDatabase(); err != nil {
		problems = append(problems, err.Error())
	}
	return d, problems, nil
}

// readable lists files that others could read if the folder were open.
func readable(names ...string) (problems []string) {
	for _, name := range names {
		if info, err := os.Lstat(name); err == nil && info.Mode().Perm()&0o077 != 0 {
			problems = append(problems, fmt.Sprintf("the mode of %s is %04o: run chmod 600 %s", name, info.Mode().Perm(), name))
		}
	}
	return problems
}

// HasKey says whether there is a file of the key, good or bad.
func (d *Dir) HasKey() bool {
	_, err := os.Lstat(d.Key())
	return err == nil
}
