package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Both were told that it was done, and the later one had replaced the earlier.
func TestOfTwoBackupsToOneNameOneIsTold(t *testing.T) {
	m, _, _, _ := inhabited(t)
	file := filepath.Join(t.TempDir(), "same.tar")
	ended := make(chan result, 2)
	for range cap(ended) {
		go func() { ended <- m.run("backup", file) }()
	}
	done := 0
	for range cap(ended) {
		r := <-ended
		if r.code == 0 {
			done++
			continue
		}
		r.says("there is a "+file+" already", "name another file", "--force")
	}
	if done != 1 {
		t.Errorf("%d of 2 were told that it was done", done)
	}
	m.run("backup", "--verify", file).done()
	if all, _ := os.ReadDir(filepath.Dir(file)); len(all) != 1 {
		t.Errorf("there is %v", all)
	}
}

func TestABackupIsNotNamedAfterItsFolder(t *testing.T) {
	m, _, _, _ := inhabited(t)
	folder := t.TempDir()
	for _, name := range []string{filepath.Join(folder, "new") + "/", folder, folder + "/"} {
		r := m.run("backup", "--force", name).says("is a folder: name the file in it", "perfil.tar")
		if r.code != 2 || strings.Contains(r.err, "backed up") {
			t.Errorf("exit code %d\n%s", r.code, r.err)
		}
	}
	if all, _ := os.ReadDir(folder); len(all) != 0 {
		t.Errorf("there is %v", all)
	}
	m.run("restore", filepath.Join(folder, "new")+"/", "--data-dir", filepath.Join(folder, "data")).fails(2, "is a folder")
}
