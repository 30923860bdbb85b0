package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheLifeOfAnAccount(t *testing.T) {
	m := newMachine(t)
	m.pipe(goodPassword+"\n", "user", "create", "--username", "ada", "--email", "Ada@Example.com", "--first-name", "Ada",
		"--last-name", "Lovelace", "--phone", "12345", "--role", "admin", "--password-stdin").
		done().wants("account 1 (ada, ada@example.com) was made, its role is admin\n")
	m.create("bob", "user")
	m.run("user", "show", "ada").done().says("Lovelace", "12345", "admin", "active")
	m.run("user", "set", "2", "--role", "operator", "--email", "robert@example.com", "--last-name", "Bell", "--phone", "").
		done().wants("account 2 (bob, robert@example.com) was changed, its role is operator, its status active\n")
	m.run("user", "set", "ada", "--phone=").done()
	m.run("user", "show", "ADA@example.com").done().says("phone           -")
	m.pipe("another-Good-1\r\n", "user", "password", "bob", "--password-stdin").
		done().wants("account 2 (bob, robert@example.com) has a new password, and its sessions have ended\n")
	m.run("user", "delete", "bob", "--yes").done().wants("account 2 (bob, robert@example.com) was deleted\n")
	m.run("user", "show", "bob").fails(1, "there is no account", "bob")
	m.run("audit").done().says("created", "updated", "password-changed", "deleted", "cli")
}

func TestAccountsAreListedTheNewestFirst(t *testing.T) {
	m := newMachine(t)
	for _, name := range []string{"ann", "ben", "cleo"} {
		m.create(name, "user")
	}
	r := m.run("user", "list").done()
	if lines := strings.Split(r.out, "\n"); len(lines) != 5 || !strings.HasPrefix(lines[0], "ID") || !strings.HasPrefix(lines[1], "3 ") {
		t.Errorf("%s", r.out)
	}
	r = m.run("user", "list", "--limit", "1", "--offset", "1").done().says("ben", "1 of 3 accounts")
	if strings.Contains(r.out, "ann") || strings.Contains(r.out, "of 3") {
		t.Errorf("%s", r.out)
	}
	if r = m.run("user", "list", "--search", "CLEO@", "--json").done(); strings.Count(r.out, "\n") != 1 {
		t.Errorf("%s", r.out)
	}
}

func TestScriptsGetJSONWithoutSecrets(t *testing.T) {
	m := newMachine(t)
	r := m.pipe(goodPassword, "user", "create", "--username", "ada", "--email", "ada@example.com", "--first-name", "<b>", "--password-stdin", "--json").done()
	const start = `{"id":1,"username":"ada","email":"ada@example.com","first_name":"<b>","last_name":"","phone":null,"avatar":null,"role":"user","status":"active","created_at":"2`
	const end = `Z","last_login_at":null,"email_verified_at":null}` + "\n"
	for _, out := range []string{
		r.out,
		m.run("user", "show", "ada", "--json").done().out,
		m.run("user", "list", "--json").done().out,
		m.run("user", "set", "ada", "--first-name", "<b>", "--status", "active", "--json").done().out,
	} {
		if !strings.HasPrefix(out, start) || !strings.HasSuffix(out, end) {
			t.Errorf("%s", out)
		}
	}
	m.run("audit", "--json", "--action", "created").done().says(`"action":"created","account":1,"actor":null,"via":"cli","address":"","detail":"role user"}`)
}

func TestTheAuditTrailCanBeNarrowed(t *testing.T) {
	m := newMachine(t)
	m.create("ada", "user")
	m.create("bob", "user")
	m.run("user", "delete", "bob", "--yes").done()
	want := func(lines int, args ...string) {
		t.Helper()
		r := m.run(append([]string{"audit", "--json"}, args...)...).done()
		if strings.Count(r.out, "\n") != lines {
			t.Errorf("%v:\n%s", args, r.out)
		}
	}
	want(3)
	want(1, "--account", "ada")
	want(2, "--account", "2") // its account is gone
	want(2, "--action", "created")
	want(1, "--limit", "1")
	want(1, "--before", "2")
	m.run("audit", "--account", "bob").fails(1, "bob")
}

func TestWhatIsWrongWithAnAccountIsSaid(t *testing.T) {
	m := newMachine(t)
	m.create("ada", "admin")
	m.pipe("short", "user", "create", "--username", "a b", "--email", "x", "--password-stdin").
		fails(1, "password is too weak", "username has the wrong format", "email has the wrong format")
	m.pipe(goodPassword, "user", "create", "--username", "ada", "--email", "ada@example.com", "--password-stdin").
		fails(1, "username is taken; email is taken")
	m.run("user", "set", "ada", "--phone", "12345678901").fails(1, "phone is longer than 10 characters")
	m.run("user", "set", "ada", "--role", "user").fails(1, "last active admin")
	m.run("user", "delete", "ada", "--yes").fails(1, "last active admin")
	m.run("user", "delete", "nobody", "--yes").fails(1, "there is no account", "nobody")
	m.pipe("short", "user", "password", "ada", "--password-stdin").fails(1, "password is too weak")
}

func TestAPasswordIsOneLineOfTheInput(t *testing.T) {
	m := newMachine(t)
	create := []string{"user", "create", "--username", "ada", "--email", "ada@example.com"}
	m.pipe(goodPassword, create...).fails(2, "--password-stdin")
	create = append(create, "--password-stdin")
	m.pipe("", create...).fails(1, "password may not be blank")
	m.pipe("Good-pass-1\nGood-pass-1\n", create...).fails(1, "one line")
	m.pipe(strings.Repeat("x", 5000), create...).fails(1, "one line")
	m.pipe(" "+goodPassword+" \n", create...).done() // spaces belong to it
	s := m.serve()
	s.signIn("ada", " "+goodPassword+" ")
}

func TestANameThatMeansTwoAccountsIsRefused(t *testing.T) {
	m := newMachine(t)
	m.create("ada", "user")
	m.create("1", "user")
	m.run("user", "delete", "1", "--yes").fails(1, "account 1 (ada", "account 2 (1")
	m.run("user", "delete", "1@example.com", "--yes").done().says("account 2 ")
}

func TestDeletingIsConfirmedFirst(t *testing.T) {
	m := newMachine(t)
	m.create("ada", "user")
	m.pipe("y\n", "user", "delete", "ada").fails(2, "--yes")
	m.run("user", "show", "ada").done()
}

func TestATerminalIsNotControlledByNames(t *testing.T) {
	m := newMachine(t)
	m.create("ada", "user")
	evil := "\x1b[2J\u202eolleh\r"
	r := m.run("user", "set", "ada", "--first-name", evil, "--last-name", "Ñandú 李").done()
	r.out += m.run("user", "list").done().says(`\x1b[2J`, "Ñandú 李").out
	r.out += m.run("user", "show", "ada").done().out
	r.err += m.run("user", "show", evil).err
	if strings.ContainsAny(r.out+r.err, "\x1b\u202e\r") {
		t.Errorf("%q", r.out+r.err)
	}
}

func TestAMisspeltFolderIsNotMade(t *testing.T) {
	m := newMachine(t)
	for _, args := range [][]string{
		{"user", "list"}, {"user", "show", "x"}, {"user", "set", "x", "--role", "user"}, {"user", "delete", "x", "--yes"},
		{"export", "jsonl", "-"}, {"audit"},
	} {
		m.run(args...).fails(1, m.data, "--data-dir")
	}
	if _, err := os.Stat(m.data); err == nil {
		t.Error("the folder was made")
	}
}

func TestAFolderThatOthersCanReadIsRefused(t *testing.T) {
	m := newMachine(t)
	must(t, os.MkdirAll(m.data, 0o755))
	must(t, os.WriteFile(filepath.Join(m.data, "notes.txt"), nil, 0o600)) // an empty one is closed to others
	m.run("user", "list").fails(1, "chmod 700")
	m.run("serve", "--addr", "127.0.0.1:0").fails(1, "chmod 700")
}

func TestADamagedDatabaseIsRefusedInASentence(t *testing.T) {
	m := newMachine(t)
	m.create("ada", "user")
	must(t, os.WriteFile(filepath.Join(m.data, "perfil.db"), []byte(strings.Repeat("not a database ", 1000)), 0o600))
	m.run("user", "list").fails(1, "perfil.db is not a SQLite database")
	m.run("serve", "--addr", "127.0.0.1:0").fails(1, "perfil.db is not a SQLite database")
}
