package cli_test

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"perfil/internal/datadir"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/pgtest"
	"perfil/internal/sqlstore/postgres"
	"perfil/internal/sqlstore/sqlite"
)

// onPostgres is a machine whose accounts are in an empty database, and whose
// key is a copy of the one of m.
func (m *machine) onPostgres() (other *machine, url string) {
	m.t.Helper()
	url = pgtest.Database(m.t)
	other = newMachine(m.t)
	key, err := os.ReadFile(filepath.Join(m.data, "secret.key"))
	must(m.t, err)
	other.env = append(other.env, "PERFIL_DATABASE_URL="+url, "PERFIL_JWT_SECRET_FILE="+other.file("key", string(key)))
	return other, url
}

// in is a file that holds the URL of a database, as @FILE wants it.
func (m *machine) in(url string) string { return "@" + m.file("url", url+"\n") }

func TestWhoIsSignedInStaysSignedInThroughAMoveThereAndBack(t *testing.T) {
	m := newMachine(t)
	s := m.serve()
	m.create("ada", "admin")
	token := s.signIn("ada", goodPassword)
	shown := s.upload(token)
	_, profile := s.ask("POST", "/api/profile/", token, "")
	s.end()

	nodes, url := m.onPostgres()
	pictures := filepath.Join(t.TempDir(), "pictures")
	there := m.run("move", "--from", "sqlite:"+m.data, "--to", m.in(url), "--avatars-to", pictures).done()
	there.says("Moved and compared", "accounts              1 rows", "sessions ", "all 1 that accounts show are in "+pictures, "No node may use postgres://",
		"copy "+filepath.Join(m.data, "secret.key")+" to each node", "PERFIL_JWT_SECRET_FILE")
	if strings.Contains(there.out+there.err, pgtest.Password) {
		t.Errorf("the password is shown:\n%s%s", there.out, there.err)
	}
	nodes.env = append(nodes.env, "PERFIL_AVATARS="+pictures)
	node := nodes.serve()
	node.stillKnows(token, profile, shown)
	node.end()

	home := newMachine(t)
	home.env = append(home.env, nodes.env[2]) // the key
	back := home.run("move", "--from", home.in(url), "--to", "sqlite:"+home.data, "--avatars-from", pictures).done()
	back.says("Take the key along that signs tokens, PERFIL_JWT_SECRET")
	if a, b := digests(there.out), digests(back.out); a["accounts"] != b["accounts"] || a["sessions"] != b["sessions"] || len(a) != 8 {
		t.Errorf("there\n%v\nback\n%v", a, b)
	}
	last := home.serve()
	last.stillKnows(token, profile, shown)
	last.signIn("ada", goodPassword)
}

// stillKnows wants the same profile, and its picture.
func (s *serving) stillKnows(token, profile, picture string) {
	s.t.Helper()
	if status, body := s.ask("POST", "/api/profile/", token, ""); status != http.StatusOK || body != profile {
		s.t.Errorf("the profile is %d %s, it was %s", status, body, profile)
	}
	if status, _ := s.ask("GET", picture, "", ""); status != http.StatusOK {
		s.t.Errorf("the picture is %d", status)
	}
}

var digest = regexp.MustCompile(`(?m)^(\w+) +\d+ rows, SHA-256 ([0-9a-f]{64})$`)

// digests are those that a move tells, by table.
func digests(out string) map[string]string {
	found := map[string]string{}
	for _, m := range digest.FindAllStringSubmatch(out, -1) {
		found[m[1]] = m[2]
	}
	return found
}

func TestAMoveThatCannotBeginSaysWhatToDo(t *testing.T) {
	m := newMachine(t)
	m.create("ada", "user")
	other, bare := newMachine(t), t.TempDir()
	other.create("bob", "user")
	must(t, os.Chmod(bare, 0o700))
	for name, told := range map[string]struct {
		from, to string
		code     int
		texts    []string
	}{
		"target not empty": {"sqlite:" + m.data, "sqlite:" + other.data, 1, []string{"the target is not empty", "accounts", "remove " + filepath.Join(other.data, "perfil.db")}},
		"the same":         {"sqlite:" + m.data, "sqlite:" + m.data + "/.", 2, []string{"the same folder"}},
		"no folder":        {"sqlite:" + m.data + "x", "sqlite:" + other.data, 1, []string{"--from: there is no folder " + m.data + "x:", "sqlite:DIR"}},
		"a file":           {"sqlite:" + m.data + "/perfil.db", "sqlite:" + other.data, 1, []string{"--from: " + m.data + "/perfil.db is no folder", "sqlite:DIR"}},
		"into a file":      {"sqlite:" + m.data, "sqlite:" + other.data + "/perfil.db", 1, []string{"--to: " + other.data + "/perfil.db is no folder"}},
		"no file":          {"@" + m.data + "/url", "sqlite:" + other.data, 1, []string{"the file with --from cannot be read", m.data + "/url"}},
		"no database":      {"sqlite:" + bare, "sqlite:" + other.data, 1, []string{"there is no database in " + bare, "--from"}},
		"no kind":          {m.data, "sqlite:" + other.data, 2, []string{"--from must be sqlite:DIR"}},
		"another kind":     {"sqlite:" + m.data, "mysql://x/y", 2, []string{"--to must be sqlite:DIR"}},
	} {
		t.Run(name, func(t *testing.T) {
			if r := m.run("move", "--from", told.from, "--to", told.to).fails(told.code, told.texts...); strings.Contains(r.err, "--data-dir") {
				t.Errorf("that is a flag of other commands: %s", r.err)
			}
		})
	}
	// It waits for this one, and says so in a line more.
	r := m.run("move", "--from", "sqlite:"+m.data, "--to", "postgres://ada@127.0.0.1:1/x").says("Waiting for the database", "\nperfil: ", "nobody listens", "and at --to")
	if r.code != 1 || strings.Count(r.err, "\n") != 2 || strings.Contains(r.err, "--data-dir") {
		t.Errorf("exit code %d\n%s", r.code, r.err)
	}
	m.run("move", "--from", "sqlite:"+m.data).fails(2, "--to")
	m.run("move", "--from", "sqlite:"+m.data, "--to", "sqlite:"+t.TempDir()+"/new", "--avatars-from", "nowhere").fails(2, "no folder nowhere")
	other.run("user", "list").done().says("bob")
}

func TestWhatIsServedCannotBeMoved(t *testing.T) {
	m := newMachine(t)
	s := m.serve()
	m.create("ada", "user")
	target := filepath.Join(t.TempDir(), "new")
	m.run("move", "--from", "sqlite:"+m.data, "--to", "sqlite:"+target).fails(1, "another perfil (process ", "stop it first")
	s.end()
	m.run("move", "--from", "sqlite:"+m.data, "--to", "sqlite:"+target).done()
	into := newMachine(t)
	into.serve()
	m.run("move", "--from", "sqlite:"+m.data, "--to", "sqlite:"+into.data).fails(1, "another perfil (process ", "stop it first")
}

func TestAnEmptySourceIsNotMoved(t *testing.T) {
	m := newMachine(t)
	e, err := sqlite.Open(t.Context(), filepath.Join(makeFolder(t, m.data), "perfil.db"))
	must(t, err)
	must(t, e.Close())
	m.run("move", "--from", "sqlite:"+m.data, "--to", "sqlite:"+t.TempDir()+"/new").fails(1, "holds nothing", "--from")
}

func makeFolder(t *testing.T, path string) string {
	t.Helper()
	dir, err := datadir.Make(path)
	must(t, err)
	return dir.Path()
}

func TestHalfADatabaseIsNotServedAndTheSameCommandGoesOn(t *testing.T) {
	m := newMachine(t)
	text := aBigFile()
	m.run("import", "jsonl", m.file("a.jsonl", text)).done()
	nodes, url := m.onPostgresWithKey()
	halfMoved(t, m.data, url)
	nodes.run("serve").fails(1, "a move from sqlite:"+m.data+" into this database has not come to its end", "run the same perfil move again")
	nodes.run("user", "list").fails(1, "has not come to its end")
	newMachine(t).run("move", "--from", m.in(url), "--to", "sqlite:"+t.TempDir()+"/new").fails(1, "nothing was moved", "the source cannot be moved")
	other := newMachine(t)
	other.create("eve", "user")
	other.run("move", "--from", "sqlite:"+other.data, "--to", m.in(url)).fails(1, "nothing was moved", "has not come to its end", "DROP DATABASE")
	m.run("move", "--from", "sqlite:"+m.data, "--to", m.in(url)).done().says("Going on with the move that was interrupted", "Moved and compared")
	nodes.run("export", "jsonl", "-").done().wants(text)
}

// onPostgresWithKey is onPostgres for a machine that has never been served.
func (m *machine) onPostgresWithKey() (*machine, string) {
	m.t.Helper()
	must(m.t, os.WriteFile(filepath.Join(m.data, "secret.key"), bytes.Repeat([]byte("k"), 43), 0o600))
	return m.onPostgres()
}

// halfMoved moves a part of a folder into a database.
func halfMoved(t *testing.T, folder, url string) {
	t.Helper()
	from, err := sqlite.Open(t.Context(), filepath.Join(folder, "perfil.db"))
	must(t, err)
	defer func() { must(t, from.Close()) }()
	to, err := postgres.Open(t.Context(), postgres.Options{URL: url})
	must(t, err)
	defer func() { must(t, to.Close()) }()
	ctx, cancel := context.WithCancel(t.Context())
	m := sqlstore.NewMove(from, to, "sqlite:"+folder)
	_, _, err = m.Begin(ctx)
	must(t, err)
	if m.Copy(ctx, func(more int) {
		if more > 0 {
			cancel()
		}
	}) == nil {
		t.Fatal("it was not interrupted")
	}
}

func TestAPasswordOnTheCommandLineIsRemarkedUpon(t *testing.T) {
	m := newMachine(t)
	m.create("ada", "user")
	r := m.run("move", "--from", "sqlite:"+m.data, "--to", pgtest.Database(t)).done().says("Note: the password in --to can be read", "--to @FILE")
	if strings.Contains(r.out+r.err, pgtest.Password) {
		t.Errorf("and it is shown:\n%s%s", r.out, r.err)
	}
}
