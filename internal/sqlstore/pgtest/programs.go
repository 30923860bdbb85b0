package pgtest

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
)

// ErrNotInstalled says that the programs of PostgreSQL were not found.
var ErrNotInstalled = errors.New("no PostgreSQL is installed here: install Debian's package postgresql" +
	" (as root, scripts/install-test-deps does it), or put initdb and postgres on the PATH")

// places are where systems keep the programs, because few put them on the PATH.
var places = []string{
	"/usr/lib/postgresql/*/bin",          // Debian, Ubuntu
	"/usr/pgsql-*/bin",                   // Red Hat with the packages of postgresql.org
	"/usr/local/pgsql/bin",               // built from source
	"/opt/homebrew/opt/postgresql@*/bin", // Homebrew
	"/usr/local/opt/postgresql@*/bin",    // Homebrew on Intel
	"/usr/libexec/postgresql*",           // Alpine
	"/nix/var/nix/profiles/default/bin",  // Nix
	"/Library/PostgreSQL/*/bin",          // the installer for macOS
	"/Applications/Postgres.app/Contents/Versions/latest/bin",
}

// programs is the folder of initdb, postgres and the others.
type programs string

func (p programs) path(name string) string { return filepath.Join(string(p), name) }

// complete says whether a server can be made and run with what is there.
func (p programs) complete() bool {
	for _, name := range []string{"initdb", "postgres", "pg_basebackup"} {
		if info, err := os.Stat(p.path(name)); err != nil || info.IsDir() {
			return false
		}
	}
	return true
}

// findPrograms prefers what is on the PATH, then the newest version.
func findPrograms() (programs, error) {
	var candidates []programs
	for _, pattern := range places {
		found, _ := filepath.Glob(pattern)
		for _, dir := range found {
			candidates = append(candidates, programs(dir))
		}
	}
	slices.SortStableFunc(candidates, func(a, b programs) int { return cmp.Compare(b.version(), a.version()) })
	if initdb, err := exec.LookPath("initdb"); err == nil {
		// The PATH may hold a link to it without its neighbours.
		if real, err := filepath.EvalSymlinks(initdb); err == nil {
			candidates = slices.Insert(candidates, 0, programs(filepath.Dir(real)))
		}
	}
	if i := slices.IndexFunc(candidates, programs.complete); i >= 0 {
		return candidates[i], nil
	}
	return "", ErrNotInstalled
}

// Program is where a program of PostgreSQL is, such as pgbench. The error is
// ErrNotInstalled when it is not there.
func Program(name string) (string, error) {
	found, err := findPrograms()
	if err != nil {
		return "", err
	}
	if info, err := os.Stat(found.path(name)); err != nil || info.IsDir() {
		return "", fmt.Errorf("%w (there is no %s)", ErrNotInstalled, name)
	}
	return found.path(name), nil
}

var number = regexp.MustCompile(`[0-9]+`)

// version is the number in the path, 0 without one.
func (p programs) version() int {
	n, err := strconv.Atoi(number.FindString(string(p)))
	if err != nil {
		return 0
	}
	return n
}
