package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestTheDoctorTellsWhatToDo(t *testing.T) {
	m, s, _, picture := inhabited(t)
	m.run("doctor").done().says("it is examined beside that", "all is well")
	shown := filepath.Join(m.data, "avatars", filepath.Base(picture))
	must(t, os.Rename(shown, filepath.Join(m.data, "avatars", "00000000000000000000000000000001.png")))
	must(t, os.Chtimes(filepath.Join(m.data, "avatars", "00000000000000000000000000000001.png"), time.Time{}, time.Now().Add(-2*time.Hour)))
	must(t, os.Chmod(filepath.Join(m.data, "secret.key"), 0o644))
	if r := m.run("doctor").says(filepath.Base(picture)+" is shown by an account and is not there", "bring it back from a backup",
		"1 picture that no account shows", "chmod 600", "2 problems found"); r.code != 1 {
		t.Errorf("exit code %d", r.code)
	}
	must(t, os.Chmod(filepath.Join(m.data, "secret.key"), 0o600))
	s.end()
	database := filepath.Join(m.data, "perfil.db")
	data, err := os.ReadFile(database)
	must(t, err)
	copy(data[8192:], make([]byte, 4096))
	must(t, os.WriteFile(database, data, 0o600))
	m.run("doctor").says("the database is damaged", "restore a backup")
	if after, _ := os.ReadFile(database); !bytes.Equal(data, after) {
		t.Error("the doctor has changed it")
	}
}

// The advice on a damaged key was to remove it; the advice on a missing one, to put it
// back; and the doctor said that all was well with a folder that no server took.
func TestAKeyThatIsLostIsToldWithWhatEndsIt(t *testing.T) {
	m, s, _, _ := inhabited(t)
	s.end()
	key := filepath.Join(m.data, "secret.key")
	line := "(umask 077 && openssl rand -base64 48 > " + key + ")"
	must(t, os.WriteFile(key, []byte("torn"), 0o600))
	m.run("serve", "--addr", "127.0.0.1:0").fails(1, "secret.key is damaged", line)
	m.run("doctor").says("secret.key is damaged", line, "1 problem found")
	must(t, os.Remove(key))
	if r := m.run("doctor").says("there is no "+key, line, "1 problem found"); r.code != 1 {
		t.Errorf("exit code %d", r.code)
	}
	bare := m.env
	m.env = append(bare, "PERFIL_JWT_SECRET="+strings.Repeat("k", 40))
	m.run("doctor").done().says("there is no "+key, "all is well")
	m.env = bare
	must(t, os.WriteFile(key, []byte(strings.Repeat("k", 64)+"\n"), 0o600)) // as that line does
	m.run("doctor").done()
	m.serve()
}

// It added that there was no database yet and that perfil serve makes it, which serve
// refuses there.
func TestTheDoctorSaysNothingOfAFirstStartWhereSomethingIsWrong(t *testing.T) {
	m := newMachine(t)
	must(t, os.MkdirAll(filepath.Join(m.data, "restore.draft"), 0o700))
	r := m.run("doctor").says("has not come to its end", "1 problem found")
	if strings.Contains(r.out, "no database yet") {
		t.Error(r.out)
	}
	must(t, os.Remove(filepath.Join(m.data, "restore.draft")))
	m.run("doctor").done().says("there is no database yet: perfil serve makes it")
}

func TestTheDoctorFollowsALinkToTheDatabase(t *testing.T) {
	m, s, _, _ := inhabited(t)
	s.end()
	database, disk := filepath.Join(m.data, "perfil.db"), t.TempDir()
	must(t, os.Rename(database, filepath.Join(disk, "real.db")))
	must(t, os.Symlink(filepath.Join(disk, "real.db"), database))
	m.run("doctor").done().says("all is well")
	must(t, os.Chmod(filepath.Join(disk, "real.db"), 0o644))
	m.run("doctor").says("run chmod 600 "+filepath.Join(disk, "real.db"), "1 problem found")
}
