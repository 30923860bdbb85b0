package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPicturesOfABackupMayGoElsewhere(t *testing.T) {
	m, _, token, picture := inhabited(t)
	file := filepath.Join(t.TempDir(), "b.tar")
	m.run("backup", file).done()
	n := elsewhere(t)
	pictures := filepath.Join(t.TempDir(), "pictures")
	n.env = append(n.env, "PERFIL_AVATARS="+pictures)
	r := n.run("restore", file).done()
	if told := strings.Contains(r.err, "chown -R USER "+n.data+" "+pictures+"\n"); told != (os.Geteuid() == 0) {
		t.Errorf("what belongs to root is told: %t\n%s", told, r.err)
	}
	if _, err := os.Stat(filepath.Join(n.data, "avatars")); err == nil {
		t.Error("they are in the data folder too")
	}
	n.serve().stillIn(token, picture)
}

func TestAFolderThatIsNotEmptyIsNotRestoredInto(t *testing.T) {
	m, s, token, picture := inhabited(t)
	file := filepath.Join(t.TempDir(), "b.tar")
	m.run("backup", file).done()
	m.run("restore", file).fails(1, "is using the data folder", "stop it first")
	s.stillIn(token, picture)
	s.end()
	m.run("restore", file).fails(1, "is not empty", "--data-dir")
	m.serve().stillIn(token, picture)
}

func TestABadBackupIsRefusedWithWhatToDoAndLeavesNothing(t *testing.T) {
	m, _, _, _ := inhabited(t)
	plain, sealed := filepath.Join(t.TempDir(), "b.tar"), filepath.Join(t.TempDir(), "b.tar.age")
	pass := m.file("pass", "a passphrase of words\n")
	m.run("backup", plain).done()
	m.run("backup", sealed, "--passphrase-file", pass).done()
	whole, _ := os.ReadFile(plain)
	encrypted, _ := os.ReadFile(sealed)
	flipped, flippedToo := bytes.Clone(whole), bytes.Clone(encrypted)
	flipped[len(flipped)/2] ^= 1
	flippedToo[len(flippedToo)/2] ^= 1
	for name, c := range map[string]struct {
		data     []byte
		pass     string
		mentions string
	}{
		"encrypted":              {encrypted, "", "--passphrase-file"},
		"another passphrase":     {encrypted, m.file("other", "other passphrase of words"), "the passphrase is wrong"},
		"not encrypted":          {whole, pass, "leave the passphrase out if that is meant"},
		"cut":                    {whole[:len(whole)/2], "", "damaged"},
		"cut at its end":         {whole[:len(whole)-2048], "", "damaged"},
		"a bit":                  {flipped, "", "take another one"},
		"encrypted and cut":      {encrypted[:len(encrypted)/2], pass, "damaged"},
		"encrypted, and a bit":   {flippedToo, pass, "damaged"},
		"something else":         {[]byte("a letter"), "", "this is no backup of Perfil"},
		"nothing":                {nil, "", "this is no backup of Perfil"},
		"a database and no more": {whole[512*3 : 512*3+8192], "", "this is no backup of Perfil"},
	} {
		t.Run(name, func(t *testing.T) {
			n := elsewhere(t)
			n.t = t
			file := m.file("bad", string(c.data))
			for _, command := range [][]string{{"restore", file}, {"doctor", file}, {"backup", "--verify", file}} {
				if c.pass != "" {
					command = append(command, "--passphrase-file", c.pass)
				}
				n.run(command...).fails(1, c.mentions)
			}
			if _, err := os.Stat(n.data); err == nil {
				t.Error("a folder is left")
			}
		})
	}
	m.run("restore", filepath.Join(t.TempDir(), "none.tar"), "--data-dir", filepath.Join(t.TempDir(), "d")).fails(1, "there is no such backup")
}

// The service could not open what root had restored, and nothing had said so.
func TestRootIsRemindedWhoseARestoredFolderIs(t *testing.T) {
	m, _, _, _ := inhabited(t)
	file := filepath.Join(t.TempDir(), "b.tar")
	m.run("backup", file).done()
	n := elsewhere(t)
	r := n.run("restore", file).done()
	if told := strings.Contains(r.err, "chown -R USER "+n.data); told != (os.Geteuid() == 0) {
		t.Errorf("user %d reads %s", os.Geteuid(), r.err)
	}
}
