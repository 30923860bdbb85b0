package control

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// shorten gives an address for the path that is short enough. A long path is
// reached through an open descriptor of its folder, which release closes.
func shorten(path string) (address string, release func(), err error) {
	if len(path) <= maxAddress {
		return path, func() {}, nil
	}
	dir, err := os.Open(filepath.Dir(path))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil, ErrNoServer
	}
	if err != nil {
		return "", nil, fmt.Errorf("the folder of the control socket cannot be opened: %w", err)
	}
	release = sync.OnceFunc(func() { _ = dir.Close() })
	return fmt.Sprintf("/proc/self/fd/%d/%s", dir.Fd(), filepath.Base(path)), release, nil
}
