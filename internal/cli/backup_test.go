package cli_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// inhabited gives a server with an account that has a picture.
func inhabited(t *testing.T, args ...string) (m *machine, s *serving, token, picture string) {
	t.Helper()
	m = newMachine(t)
	m.create("ada", "admin")
	s = m.serve(args...)
	token = s.signIn("ada", goodPassword)
	return m, s, token, s.upload(token)
}

// elsewhere is a machine whose data folder is not there yet.
func elsewhere(t *testing.T) *machine {
	t.Helper()
	return newMachine(t)
}

// stillIn wants somebody to be signed in and their picture to be there.
func (s *serving) stillIn(token, picture string) {
	s.t.Helper()
	if status, body := s.ask("POST", "/api/profile/", token, ""); status != http.StatusOK {
		s.t.Errorf("the profile: %d %s", status, body)
	}
	if status, _ := s.ask("GET", picture, "", ""); status != http.StatusOK {
		s.t.Errorf("the picture: %d", status)
	}
}

func TestWhoWasSignedInStaysSoAfterARestore(t *testing.T) {
	m, s, token, picture := inhabited(t)
	file := filepath.Join(t.TempDir(), "b.tar.age")
	pass := m.file("pass", "a passphrase of words\n")
	m.run("backup", file, "--passphrase-file", pass).done().says("1 account, 1 session and 1 picture backed up")
	m.create("late", "user")
	if status, _ := s.ask("POST", "/api/auth/logout", token, ""); status != http.StatusOK {
		t.Fatal("cannot sign out")
	}
	m.run("backup", "--verify", file, "--passphrase-file", pass).done().says("The backup is whole: 1 account")
	m.run("doctor", file, "--passphrase-file", pass).done().says("The backup is whole")

	n := elsewhere(t)
	n.run("restore", file, "--passphrase-file", pass).done().says("1 account, 1 session and 1 picture restored as of ")
	n.run("doctor").done().says("all is well")
	n.serve().stillIn(token, picture)
}

func TestABackupWithoutAServerIsTheSame(t *testing.T) {
	m, s, token, picture := inhabited(t)
	s.end()
	var archive string
	r := m.run("backup", "-")
	if r.code != 0 {
		t.Fatalf("%d %s", r.code, r.err)
	}
	archive = r.out
	r.says("Warning: the backup is not encrypted")
	n := elsewhere(t)
	n.pipe(archive, "restore", "-").done()
	n.serve().stillIn(token, picture)
}

func TestABackupIsNotReplacedByMistake(t *testing.T) {
	m, _, _, _ := inhabited(t)
	file := m.file("b.tar", "precious")
	m.run("backup", file).says("there is a "+file+" already", "--force")
	if text, _ := os.ReadFile(file); string(text) != "precious" {
		t.Errorf("%.20q", text)
	}
	m.run("backup", "--force", file).done()
	m.run("backup", "--verify", file).done()
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	left, _ := filepath.Glob(filepath.Join(m.data, "perfil-draft-*"))
	if len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
}

func TestABackupMayGoToABucket(t *testing.T) {
	memory := s3mem.New()
	must(t, memory.CreateBucket("backups"))
	bucket := httptest.NewServer(gofakes3.New(memory).Server())
	defer bucket.Close()
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI")
	at := "s3://" + bucket.Listener.Addr().String() + "/backups/perfil.tar?tls=off&region=eu-central-1"
	m, _, token, picture := inhabited(t)
	m.run("backup", at).done()
	m.run("backup", at).says("already")
	t.Chdir(t.TempDir())
	if r := m.run("backup", "s3://perfil.tar").says("s3://host/bucket/name"); r.code != 2 {
		t.Errorf("exit code %d", r.code)
	}
	m.run("restore", "s3://backups/perfil.tar").fails(2, "s3://host/bucket/name")
	if left, _ := filepath.Glob("s3*"); len(left) > 0 {
		t.Errorf("it is in a folder of that name: %v", left)
	}
	m.run("backup", strings.Replace(at, "s3://", "s3://k:wJalr@", 1)).fails(2, "AWS_SECRET_ACCESS_KEY")
	n := elsewhere(t)
	n.run("restore", at).done()
	n.serve().stillIn(token, picture)
}

func TestADatabaseElsewhereIsLeftToItsTools(t *testing.T) {
	m := newMachine(t)
	m.env = append(m.env, "PERFIL_DATABASE_URL=postgres://h/d")
	m.run("backup", "b.tar").fails(2, "pg_dump")
	m.run("restore", "b.tar").fails(2, "pg_dump")
	m.run("doctor").fails(2, "pg_amcheck")
}
