//go:build !linux

package control

import "fmt"

// shorten refuses what does not fit into an address: this system has no way
// around it.
func shorten(path string) (address string, release func(), err error) {
	if len(path) <= maxAddress {
		return path, func() {}, nil
	}
	return "", nil, fmt.Errorf("the path %s has %d bytes, and a socket takes at most %d: move the data folder, or name it by a shorter symbolic link",
		path, len(path), maxAddress)
}
