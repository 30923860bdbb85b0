package datadir

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"

	"perfil/internal/durable"
)

// Bounds of a key in bytes. Less can be guessed; more is not what we wrote.
const (
	minSecret = 32
	maxSecret = 4096
)

// Secret is the key of the folder. If it has none, fresh makes one of at least
// 32 printable characters, which is on the disk for good when Secret returns,
// since tokens that it signs must be good after a crash. made tells that this
// has happened. The lock must be held.
//
// A key that other users could read, or that is not what Secret wrote, is
// refused and never replaced: a new one ends everybody's sessions, which is for
// the operator to decide.
func (d *Dir) Secret(fresh func() []byte) (secret []byte, made bool, err error) {
	if d.lock == nil {
		return nil, false, errors.New("the data folder is not locked")
	}
	name := d.Key()
	secret, err = d.ReadKey()
	if !errors.Is(err, fs.ErrNotExist) {
		return secret, false, err
	}
	secret = fresh()
	if err := writeWhole(name, append(bytes.Clone(secret), '\n')); err != nil {
		return nil, false, errorf(err, "the key cannot be written: %v", err)
	}
	return secret, true, nil
}

// ReadKey reads the key of the folder and makes none: it is an error that is
// [fs.ErrNotExist] that there is none.
func (d *Dir) ReadKey() ([]byte, error) {
	secret, err := readSecret(d.Key())
	if errors.Is(err, fs.ErrPermission) {
		return nil, d.ofRights(errors.Unwrap(err), d.Key(), "the key cannot be read")
	}
	return secret, err
}

func readSecret(name string) ([]byte, error) {
	f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, errorf(err, "the key cannot be read: %v", err)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	info, err := f.Stat()
	if err != nil {
		return nil, errorf(err, "the key cannot be read: %v", err)
	}
	if mode := info.Mode().Perm(); info.Mode().IsRegular() && mode&0o077 != 0 {
		return nil, errorf(nil, "other users of this machine can get at the key %s (its mode is %04o): run chmod 600 %s", name, mode, name)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxSecret+1))
	if err != nil {
		return nil, errorf(err, "the key cannot be read: %v", err)
	}
	secret := bytes.TrimRight(data, "\r\n")
	if !isSecret(secret) {
		return nil, errorf(nil, "the key %s is damaged: bring it back from a backup, or go on with a new one, which signs everybody out: %s", name, NewKeyLine(name))
	}
	return secret, nil
}

// NewKeyLine is what an operator types for a new key in this file. A server makes
// none where people are signed in, so removing the old one would not do.
func NewKeyLine(name string) string {
	return fmt.Sprintf("(umask 077 && openssl rand -base64 48 > %s)", name)
}

// isSecret wants text without spaces, because that is what Secret writes and
// what an editor or a broken disk does not leave behind.
func isSecret(s []byte) bool {
	for _, c := range s {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return len(s) >= minSecret && len(s) <= maxSecret
}

// writeWhole makes a file of the folder that is there whole or not at all. What a
// crash leaves of it goes with the drafts.
func writeWhole(name string, data []byte) error {
	return durable.WriteFile(name, draftPattern, func(f *os.File) error {
		_, err := f.Write(data)
		return err
	})
}
