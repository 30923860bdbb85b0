package cli_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"perfil/internal/datadir"
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
	left, _ := filepath.Glob(filepath.Join(m.data, "draft-*"))
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

func TestPicturesOfABackupMayGoElsewhere(t *testing.T) {
	m, _, token, picture := inhabited(t)
	file := filepath.Join(t.TempDir(), "b.tar")
	m.run("backup", file).done()
	n := elsewhere(t)
	n.env = append(n.env, "PERFIL_AVATARS="+filepath.Join(t.TempDir(), "pictures"))
	n.run("restore", file).done()
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

func TestADatabaseElsewhereIsLeftToItsTools(t *testing.T) {
	m := newMachine(t)
	m.env = append(m.env, "PERFIL_DATABASE_URL=postgres://h/d")
	m.run("backup", "b.tar").fails(2, "pg_dump")
	m.run("restore", "b.tar").fails(2, "pg_dump")
	m.run("doctor").fails(2, "pg_amcheck")
}

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

func TestServeWaitsForACommandThatHoldsTheFolder(t *testing.T) {
	m := newMachine(t)
	m.create("ada", "user")
	dir, err := datadir.Open(m.data)
	must(t, err)
	must(t, dir.Lock())
	go func() {
		time.Sleep(200 * time.Millisecond)
		_ = dir.Close()
	}()
	if s := m.serve(); !strings.Contains(s.err.String(), "waiting for it to end") {
		t.Errorf("it says %s", s.err)
	}
	began := time.Now()
	m.run("serve", "--addr", "127.0.0.1:0").fails(1, "stop it first")
	if waited := time.Since(began); waited > 8*time.Second {
		t.Errorf("it waited %v for another server", waited)
	}
}

func TestAServerDoesNotBeginAnew(t *testing.T) {
	m, s, token, picture := inhabited(t)
	s.end()
	key, database := filepath.Join(m.data, "secret.key"), filepath.Join(m.data, "perfil.db")
	away := func(name string) (back func()) {
		must(t, os.Rename(name, name+".away"))
		return func() { must(t, os.Rename(name+".away", name)) }
	}
	back := away(database)
	m.run("serve", "--addr", "127.0.0.1:0").fails(1, "perfil.db is missing", "perfil restore")
	m.run("user", "list").fails(1, "perfil.db is missing")
	must(t, os.WriteFile(database, nil, 0o600))
	m.run("serve", "--addr", "127.0.0.1:0").fails(1, "perfil.db is empty")
	m.run("doctor").says("perfil.db is empty", "1 problem found")
	back()
	back = away(key)
	m.run("serve", "--addr", "127.0.0.1:0").fails(1, "people are signed in", "openssl rand")
	back()
	m.serve().stillIn(token, picture)
}

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
