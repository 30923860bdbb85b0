package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestABackupIsNotMadeWhereItCouldSpoilTheFolderItSaves(t *testing.T) {
	m, s, token, picture := inhabited(t)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(m.data, link); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"perfil.db", "secret.key", "new.tar", "made/for/it.tar"} {
		m.run("backup", "--force", filepath.Join(m.data, file)).says("inside the data folder", "put backups elsewhere")
		m.run("backup", "--force", filepath.Join(link, file)).says("inside the data folder")
	}
	s.stillIn(token, picture)
	s.end()
	if r := m.run("serve", "--backup-dir", filepath.Join(m.data, "backups")); r.code == 0 || !strings.Contains(r.err, "inside the data folder") {
		t.Errorf("%d %s", r.code, r.err)
	}
	m.serve().stillIn(token, picture)
}

func TestABackupReplacesFilesOnly(t *testing.T) {
	m, _, _, _ := inhabited(t)
	target := m.file("precious", "precious")
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(target, link); err != nil {
		t.Fatal(err)
	}
	m.run("backup", "--force", link).says("is no file and is left as it is")
	if to, err := os.Readlink(link); err != nil || to != target {
		t.Errorf("the link is %q, %v", to, err)
	}
	if text, err := os.ReadFile(target); err != nil || string(text) != "precious" {
		t.Errorf("%q, %v", text, err)
	}
}
