package proc

import (
	"os"
	"path/filepath"
	"strings"
)

// Model is what the maker calls the first processor.
func Model() (string, error) {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value), nil
		}
	}
	return "", ErrForm // as on some that are not Intel's kind
}

// Kernel is the release of the running kernel.
func Kernel() (string, error) {
	text, err := os.ReadFile("/proc/sys/kernel/osrelease")
	return strings.TrimSpace(string(text)), err
}

// Load is how many processes wanted a processor, on average over the last
// minute.
func Load() (string, error) {
	text, err := os.ReadFile("/proc/loadavg")
	average, _, _ := strings.Cut(string(text), " ")
	return average, err
}

// Filesystem is the kind of file system that holds a file: ext4, tmpfs.
func Filesystem(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile("/proc/self/mounts")
	if err != nil {
		return "", err
	}
	return findMount(string(text), path)
}

// findMount finds what is mounted the closest above a path. Of several at one
// place the last covers the others.
func findMount(mounts, path string) (kind string, err error) {
	longest := 0
	for line := range strings.Lines(mounts) {
		fields := strings.Fields(line)
		if len(fields) < 3 {
			return "", ErrForm
		}
		at := fields[1]
		if len(at) >= longest && isAt(path, at) {
			kind, longest = fields[2], len(at)
		}
	}
	if kind == "" {
		return "", ErrForm
	}
	return kind, nil
}

func isAt(path, mount string) bool {
	rest, ok := strings.CutPrefix(path, strings.TrimSuffix(mount, "/"))
	return ok && (rest == "" || rest[0] == '/')
}
