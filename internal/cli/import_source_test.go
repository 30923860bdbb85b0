package cli_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"perfil/internal/migrate/djangotest"
	"perfil/internal/migrate/migratetest"
)

// former is a Django application beside the machine.
type former struct {
	*djangotest.Made
	source, media string
}

func newFormer(t *testing.T, arguments ...string) *former {
	t.Helper()
	folder := t.TempDir()
	f := &former{source: "sqlite:" + filepath.Join(folder, "db.sqlite3"), media: filepath.Join(folder, "media")}
	must(t, os.Mkdir(f.media, 0o700))
	f.Made = djangotest.Make(t, append([]string{"--database", f.source, "--media", f.media}, arguments...)...)
	return f
}

func (f *former) sql(t *testing.T, statements ...string) {
	t.Helper()
	migratetest.SQL(t, f.source, statements...)
}

// The whole story of a move: a rehearsal, the move, the same secret, the clients
// that go on with the tokens they have, the people who sign in as ever, a second
// run, and the way out.
func TestAnApplicationMovesInAndNobodyNotices(t *testing.T) {
	was, m := newFormer(t, "--users", "10000"), newMachine(t)
	m.env = append(m.env, "PERFIL_JWT_SECRET="+djangotest.Secret, "PERFIL_RATE_LIMIT=off")
	m.run("import", "django", was.source, "--media", was.media, "--dry-run").done().says("10011 accounts would be imported", "columns that stay behind: newsletter")
	m.run("import", "django", was.source, "--media", was.media).done().says("10011 accounts imported")

	s := m.serve()
	who := was.Called(t, "staff")
	if code, body := s.ask("POST", "/api/profile/", who.Access, ""); code != 200 || !strings.Contains(body, fmt.Sprintf(`"id":%d,"username":"staff"`, who.ID)) ||
		!strings.Contains(body, `"number_phone":"3001234567","avatar":"/media/avatars/`) {
		t.Errorf("%d %s", code, body)
	}
	if code, body := s.ask("POST", "/api/token/refresh/", "", `{"refresh":"`+who.Refresh+`"}`); code != 200 || !strings.Contains(body, `"access":`) {
		t.Errorf("%d %s", code, body)
	}
	for _, p := range was.People {
		if p.Password == nil || p.Username == "inactive" {
			continue
		}
		if code, body := s.ask("POST", "/api/sign-in/", "", fmt.Sprintf(`{"email":%q,"password":%q}`, p.Email, *p.Password)); code != 200 {
			t.Errorf("%s: %d %s", p.Username, code, body)
		}
	}
	// Beside a server that is running: what changed there comes, too.
	was.sql(t, "UPDATE users_users SET first_name = 'Changed' WHERE username = 'user550'", "DELETE FROM users_users WHERE username = 'user551'")
	m.run("import", "django", was.source, "--media", was.media, "--delete-missing").done().
		says("0 accounts imported, 1 changed, 10009 unchanged, 0 refused", "1 deleted")
	m.run("user", "show", "user550@example.com").done().says("Changed")
	s.end()

	file := filepath.Join(t.TempDir(), "out.jsonl")
	m.run("export", "jsonl", file).done()
	text, err := os.ReadFile(file)
	must(t, err)
	if n := strings.Count(string(text), "\n"); n != 10010 {
		t.Errorf("%d accounts come out", n)
	}
	for _, p := range was.People {
		if p.Password != nil && p.Username != "inactive" && !strings.Contains(string(text), fmt.Sprintf(`{"id":%d,"username":%q`, p.ID, p.Username)) {
			t.Errorf("%s is missing", p.Username)
		}
	}
	if n := strings.Count(string(text), `"password_hash":"$argon2id$`); n != len(was.People)-2 {
		t.Errorf("%d accounts are on argon2id, want %d", n, len(was.People)-2)
	}
}

func TestRowsThatCannotComeAreListedAndTheExitCodeSaysSo(t *testing.T) {
	was, m := newFormer(t, "--dirty"), newMachine(t)
	report := filepath.Join(t.TempDir(), "report.json")
	if r := m.run("import", "django", was.source, "--dry-run", "--report", report); r.code != 3 ||
		!strings.Contains(r.out, "11 accounts would be imported, 0 changed, 0 unchanged, 8 refused") || !strings.Contains(r.out, "Without --skip-bad nothing would be imported.") {
		t.Errorf("exit code %d\n%s%s", r.code, r.out, r.err)
	}
	var told struct {
		Table   string
		DryRun  bool `json:"dry_run"`
		Refused []struct {
			Row     int64
			Reasons []string
		}
		Noted   []struct{ Row int64 }
		Outcome struct{ Read, Added, Refused int }
	}
	text, err := os.ReadFile(report)
	must(t, err)
	must(t, json.Unmarshal(text, &told))
	if told.Table != "users_users" || !told.DryRun || len(told.Refused) != len(was.Dirty) || told.Outcome.Refused != len(was.Dirty) || len(told.Noted) == 0 {
		t.Errorf("%+v", told)
	}
	if r := m.run("import", "django", was.source); r.code != 1 || !strings.Contains(r.err, "nothing was imported, because 8 of 19 rows cannot be taken") {
		t.Errorf("exit code %d\n%s%s", r.code, r.out, r.err)
	}
	if r := m.run("import", "django", was.source, "--skip-bad"); r.code != 3 || !strings.Contains(r.out, "11 accounts imported, 0 changed, 0 unchanged, 8 refused") {
		t.Errorf("exit code %d\n%s%s", r.code, r.out, r.err)
	}
	s := m.serve()
	defer s.end()
	if r := m.run("import", "django", was.source, "--skip-bad"); r.code != 3 || !strings.Contains(r.out, "11 unchanged") {
		t.Errorf("beside a server: exit code %d\n%s%s", r.code, r.out, r.err)
	}
	if r := m.run("import", "django", was.source); r.code != 1 || !strings.Contains(r.err, "cannot be taken") {
		t.Errorf("beside a server: exit code %d\n%s%s", r.code, r.out, r.err)
	}
}

func TestASampleOfPasswordsProvesTheHashes(t *testing.T) {
	was, m := newFormer(t), newMachine(t)
	good := m.file("good.csv", "Staff@example.com,Harbor-quiet-9\nbcrypt@example.com,Contraseña-1\n")
	m.run("import", "django", was.source, "--password-sample", good, "--dry-run").done().says("2 of 2 sampled passwords fit")
	bad := m.file("bad.csv", "staff@example.com,wrong\nnobody-here@example.com,x\n")
	m.run("import", "django", was.source, "--password-sample", bad).says("0 of 2 sampled passwords fit",
		"staff@example.com: the password does not fit its hash (django pbkdf2_sha256)", "nobody-here@example.com: the password is not in the source",
		"perfil: nothing was imported, because sampled passwords do not fit")
	m.run("import", "django", was.source).done().says("11 accounts imported")
}

// Two rows have the address in other letters, and a third one that cannot come.
func TestASampleIsHeldAgainstTheRowThatComes(t *testing.T) {
	was, m := newFormer(t), newMachine(t)
	sample := m.file("sample.csv", "staff@example.com,Harbor-quiet-9\n")
	again := func(id int, email, hash, phone string) {
		t.Helper()
		was.sql(t, "CREATE TABLE one AS SELECT * FROM users_users WHERE username = 'staff'",
			fmt.Sprintf("UPDATE one SET id = %d, username = 'another%d', email = '%s', password = %s, number_phone = '%s'", id, id, email, hash, phone),
			"INSERT INTO users_users SELECT * FROM one", "DROP TABLE one")
	}
	again(9000, "STAFF@example.com", "(SELECT password FROM users_users WHERE username = 'bcrypt')", "1")
	m.run("import", "django", was.source, "--password-sample", sample, "--dry-run").says("1 of 1 sampled passwords fit")
	again(-1, "Staff@Example.com", "password", "1")
	was.sql(t, "UPDATE users_users SET password = 'pbkdf2_sha256$1000$salt$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=' WHERE username = 'staff'")
	m.run("import", "django", was.source, "--password-sample", sample, "--dry-run").
		says("0 of 1 sampled passwords fit", "staff@example.com: the password does not fit its hash (django pbkdf2_sha256)")
}

func TestASourceThatCannotBeReadIsTold(t *testing.T) {
	was, m := newFormer(t), newMachine(t)
	empty := m.file("empty.db", "")
	m.run("import", "django", "mongodb://x").fails(1, "the source must be postgres://")
	m.run("import", "django", "sqlite:/no/such/file").fails(1, "no such file", "the source cannot be read", "sqlite:FILE")
	m.run("import", "django", "sqlite:"+empty).fails(1, "no table looks like one of Django's users")
	m.run("import", "express", "sqlite:"+empty).fails(1, `there is no table "users"`)
	m.run("import", "django", "sqlite:"+empty, "--time-zone", "Mars/Base").fails(2, "--time-zone must be a name")
	m.run("import", "django", "sqlite:"+empty, "--id-offset", "5", "--renumber").fails(2, "can't be used together")
	m.run("import", "django", "sqlite:"+empty, "--id-offset=-7").fails(2, "--id-offset must be 0 or more", "leave it out")
	m.run("import", "django", "sqlite:"+empty, "--media", "/no/such/folder").fails(1, "--media: the folder of the pictures cannot be opened", "MEDIA_ROOT")
	m.run("import", "django", "@/no/such/file").fails(1, "the file with the source cannot be read")
	m.run("import", "django", was.source, "--password-sample", "/no/such/file").fails(1, "--password-sample: ", "/no/such/file")
	r := m.run("import", "django", "postgres://user:hush-hush@127.0.0.1:1/x")
	if r.code != 1 || strings.Contains(r.err+r.out, "hush-hush") || !strings.Contains(r.err, "list of processes") {
		t.Errorf("%d %s", r.code, r.err)
	}
}

func TestAccountsGoOutAsSQL(t *testing.T) {
	was, m := newFormer(t), newMachine(t)
	m.run("import", "django", was.source).done()
	file := filepath.Join(t.TempDir(), "out.sql")
	m.run("export", "django", file, "--dialect", "sqlite", "--table", "users_users", "--map", "phone=number_phone", "--map", "avatar=avatar", "--set", "newsletter=false").done().
		says("11 accounts exported, 0 of them not with everything, 0 left out")
	text, err := os.ReadFile(file)
	must(t, err)
	was.sql(t, "DELETE FROM users_users", string(text))
	again := newMachine(t)
	again.run("import", "django", was.source).done().says("11 accounts imported")
	m.run("export", "express", "-").done().says(`INSERT INTO "users"`, "only bcrypt is known there, no password hash of django pbkdf2_sha256")
	m.run("export", "django", "-", "--dialect", "oracle").fails(2, "--dialect must be postgres, mysql or sqlite")
}

func TestPerfilComparesEqualToItself(t *testing.T) {
	m := newMachine(t)
	m.env = append(m.env, "PERFIL_RATE_LIMIT=off")
	m.create("ada", "user")
	s := m.serve()
	secret := m.file("password", goodPassword+"\n")
	for _, contract := range []string{"django", "express"} {
		r := m.run("compare", "--old", s.url, "--new", s.url, "--contract", contract, "--email", "ada@example.com", "--password-file", secret)
		r.done().says(" requests, 0 differences that nobody expects, 0 that are meant")
	}
	if r := m.run("compare", "--old", s.url, "--new", s.url+"/elsewhere"); r.code != 3 {
		t.Errorf("exit code %d\n%s", r.code, r.out)
	}
	m.run("compare", "--old", "here", "--new", s.url).fails(1, "is no address")
	m.run("compare", "--old", s.url, "--new", s.url, "--email", "ada@example.com").fails(2, "belong together")
}
