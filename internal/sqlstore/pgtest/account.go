package pgtest

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// account is whom the programs run as: PostgreSQL refuses to run as root.
type account struct {
	switched bool // we are root and become somebody else
	uid, gid uint32
}

func unprivileged() (account, error) {
	if os.Geteuid() != 0 {
		return account{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.ParseUint(found.Uid, 10, 32)
		gid, gidErr := strconv.ParseUint(found.Gid, 10, 32)
		if uidErr == nil && gidErr == nil && uid != 0 {
			return account{switched: true, uid: uint32(uid), gid: uint32(gid)}, nil
		}
	}
	return account{}, fmt.Errorf("PostgreSQL does not run as root, and there is no user postgres or nobody")
}

// command makes a command that runs as the account, in a session of its own so
// that Ctrl-C in a terminal reaches the test only, which then cleans up.
func (a account) command(dir, program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if a.switched {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid, Groups: []uint32{}}
		// What root has in its environment is not for somebody else.
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "LC_ALL=C"}
	}
	return cmd
}

// folder makes a folder that the account owns. It is not one of the test: those
// lie below a folder that belongs to root alone, and their paths may be longer
// than the name of a socket can be.
func (a account) folder() (string, error) {
	dir, err := os.MkdirTemp(shortTemp(), "perfil-pg-")
	if err != nil || !a.switched {
		return dir, err
	}
	return dir, os.Chown(dir, int(a.uid), int(a.gid))
}

// write makes a file that only the account may read.
func (a account) write(path string, content []byte) error {
	if err := os.WriteFile(path, content, 0o600); err != nil || !a.switched {
		return err
	}
	return os.Chown(path, int(a.uid), int(a.gid))
}

// shortTemp prefers /tmp, which everybody may enter, to a private TMPDIR.
func shortTemp() string {
	if info, err := os.Stat("/tmp"); err == nil && info.IsDir() {
		return "/tmp"
	}
	return os.TempDir()
}
