package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestAServerMakesBackupsByItself(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "backups")
	m, s, token, picture := inhabited(t, "--backup-dir", folder, "--backup-every", "1m", "--backup-keep", "1")
	s.waitFor(s.err, regexp.MustCompile(`made a backup`))
	_, metrics := s.ask("GET", "/metrics", "", "")
	if !regexp.MustCompile(`(?m)^perfil_backup_last_success_timestamp_seconds [1-9]`).MatchString(metrics) ||
		!strings.Contains(metrics, "perfil_backup_last_failure_timestamp_seconds 0") {
		t.Error("the metrics do not tell")
	}
	found, _ := filepath.Glob(filepath.Join(folder, "perfil-auto-*.tar"))
	if len(found) != 1 {
		t.Fatalf("%v", found)
	}
	m.run("backup", "--verify", found[0]).done()
	s.stillIn(token, picture)
	if s.end() != 0 {
		t.Errorf("%s", s.err)
	}
}

// A secret.key of before says nothing about the key that signs now.
func TestAKeyThatIsBroughtIsToKeepElsewhere(t *testing.T) {
	m, s, _, _ := inhabited(t)
	s.end()
	const reminder = "PERFIL_JWT_SECRET or its file, which is not in the backup: keep it too"
	quiet := func(args ...string) {
		t.Helper()
		if r := m.run(append([]string{"backup", "--force", filepath.Join(t.TempDir(), "b.tar")}, args...)...).done(); strings.Contains(r.err, "keep") {
			t.Errorf("it speaks of another key: %s", r.err)
		}
	}
	quiet()
	own, err := os.ReadFile(filepath.Join(m.data, "secret.key"))
	must(t, err)
	bare := m.env
	m.env = append(bare, "PERFIL_JWT_SECRET_FILE="+m.file("same", string(own)))
	quiet()
	m.env = append(bare, "PERFIL_JWT_SECRET="+strings.Repeat("k", 40))
	m.run("backup", filepath.Join(t.TempDir(), "b.tar")).done().says(reminder)
	s = m.serve("--backup-dir", filepath.Join(t.TempDir(), "backups"))
	s.waitFor(s.err, regexp.MustCompile(`level=WARN msg="backups do not hold the key that signs tokens`))
	m.env = bare // the server knows
	m.run("backup", filepath.Join(t.TempDir(), "b.tar")).done().says(reminder)
}

// Somebody tries a restore out with the settings of the server, and the server's own
// backups must outlive that.
func TestARestoredServerLeavesTheBackupsOfItsOriginAlone(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "backups")
	settings := []string{"--backup-dir", folder, "--backup-every", "1h", "--backup-keep", "1"}
	made := regexp.MustCompile(`made a backup`)
	found := func() []string {
		all, _ := filepath.Glob(filepath.Join(folder, "perfil-auto-*.tar"))
		return all
	}
	_, s, _, _ := inhabited(t, settings...)
	s.waitFor(s.err, made)
	s.end()
	first := found()
	if len(first) != 1 {
		t.Fatalf("%v", first)
	}
	n := elsewhere(t)
	n.run("restore", first[0]).done()
	twin := n.serve(settings...)
	twin.waitFor(twin.err, made)
	if all := found(); len(all) != 2 || !slices.Contains(all, first[0]) {
		t.Errorf("there was %v and is %v", first, all)
	}
	twin.end()
	again := s.machine.serve(settings...)
	again.end()
	if all := found(); len(all) != 2 || strings.Contains(again.err.String(), "made a backup") {
		t.Errorf("after another start there is %v\n%s", all, again.err)
	}
}
