package datadir

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// markBytes is how much of a mark is random.
const markBytes = 8

// Mark tells this folder from every other one, in 16 lower-case hexadecimal digits. It
// is made at its first use and stays the same. It is not in a backup: of two servers,
// the one that was restored from the backup of the other must not take the other's
// backups for its own. The lock must be held.
func (d *Dir) Mark() (string, error) {
	if d.lock == nil {
		return "", errors.New("the data folder is not locked")
	}
	name := filepath.Join(d.path, "backup.mark")
	mark, err := readMark(name)
	if !errors.Is(err, fs.ErrNotExist) {
		return mark, err
	}
	var random [markBytes]byte
	_, _ = rand.Read(random[:]) // never fails
	mark = hex.EncodeToString(random[:])
	if err := writeWhole(name, []byte(mark+"\n")); err != nil {
		return "", errorf(err, "the mark of the backups cannot be written: %v", err)
	}
	return mark, nil
}

func readMark(name string) (string, error) {
	f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return "", errorf(err, "the mark of the backups cannot be read: %v", err)
	}
	defer f.Close() //nolint:errcheck // only read
	text, err := io.ReadAll(io.LimitReader(f, 2*markBytes+3))
	if err != nil {
		return "", errorf(err, "the mark of the backups cannot be read: %v", err)
	}
	mark := strings.TrimRight(string(text), "\r\n")
	if raw, err := hex.DecodeString(mark); err != nil || len(raw) != markBytes || mark != hex.EncodeToString(raw) {
		return "", errorf(nil, "the mark of the backups %s is damaged: remove it to begin a new series of backups; those that are there stay", name)
	}
	return mark, nil
}
