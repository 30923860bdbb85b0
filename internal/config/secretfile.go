package config

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// ReadSecretFile reads a file that holds a secret, at most 16 KiB. One that other
// users of the machine may read is refused, unless a container runtime has mounted
// it, which mounted says, or its place.
func ReadSecretFile(name string, mounted Switch) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // nothing was written
	if err := checkMode(f, mounted.On()); err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, maxSecret+1))
	if err == nil && len(data) > maxSecret {
		err = fmt.Errorf("%s is longer than %d bytes, it cannot be a key", name, maxSecret)
	}
	return data, err
}

// checkMode keeps to the rule that PostgreSQL has for its keys: a file of this user
// is for this user alone, and one of root may be read by a group besides, as
// packages install it for a service. Root itself needs no group to read it.
func checkMode(f *os.File, mounted bool) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	forbidden := os.FileMode(0o077)
	if owner(info) == 0 && os.Geteuid() != 0 {
		forbidden = 0o037
	}
	mode := info.Mode().Perm()
	if mode&forbidden == 0 || !info.Mode().IsRegular() || mounted || isMounted(f.Name()) {
		return nil
	}
	return errors.New(inReach(f.Name(), mode, forbidden))
}

func inReach(name string, mode, forbidden os.FileMode) string {
	better := os.FileMode(0o600)
	if forbidden&0o040 == 0 {
		better = 0o640
	}
	return fmt.Sprintf("other users of this machine can get at the secret in %s (its mode is %04o): run chmod %03o %s, or set PERFIL_MOUNTED_SECRETS=on if it was mounted into a container",
		name, mode, better, name)
}

// isMounted knows where container runtimes put secrets: readable by everybody in
// the container, where there is nobody else.
func isMounted(name string) bool {
	return strings.HasPrefix(name, "/run/secrets/") || strings.HasPrefix(name, "/var/run/secrets/")
}
