package prove_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"perfil/e2e/program"
	"perfil/internal/sqlstore/pgtest"
)

// Everything is done with secrets that can be recognised, while all that is
// around fails and the server panics with a password in its hands. Afterwards no
// secret is in anything that was printed, measured or shown in the list of
// processes, and none but the hashes lies in the data folder or the database.
//
// What works is told in package e2e, in the same way; here it does not.
func TestNoSecretIsWhereItNeedNotBe(t *testing.T) {
	t.Parallel()
	binary := variant(t, alteration{
		"internal/account/signin.go",
		"func (s *Service) SignIn(ctx context.Context, in SignIn) (Granted, error) {\n",
		"func (s *Service) SignIn(ctx context.Context, in SignIn) (Granted, error) {\n" +
			"\tif in.Login.Username == \"panic\" || strings.HasPrefix(in.Login.Email, \"panic@\") {\n\t\tvar none map[string]string\n\t\tnone[in.Password] = in.Password\n\t}\n",
	}, alteration{
		"internal/account/signin.go", "import (\n", "import (\n\t\"strings\"\n",
	})
	for engine, settings := range map[string]func(*testing.T) []string{
		"SQLite": func(*testing.T) []string { return nil }, "PostgreSQL": onDatabase,
	} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			s := &search{secrets: map[string]string{}, printed: map[string]string{}, folder: t.TempDir()}
			s.settings = s.misfortune(settings(t))
			p := startBuild(t, binary, s.folder, s.settings...)
			s.livePeople(t, p)
			s.operate(t, p, engine)
			s.measure(t, p)
			if err := p.Stop(); err != nil {
				t.Error(err)
			}
			s.printed["the server"] = p.Said()
			for _, sign := range []string{"level=INFO", "assignment to entry in nil map", "goroutine ", "a job failed"} {
				if !strings.Contains(p.Said(), sign) {
					t.Errorf("the log has no %q, so not everything has happened", sign)
				}
			}
			s.judge(t, engine)
		})
	}
}

// A search knows the secrets of a run and where they might be.
type search struct {
	folder   string
	settings []string
	secrets  map[string]string // by what they are
	printed  map[string]string // by where
}

func (s *search) keep(what, secret string) string {
	s.secrets[what] = secret
	return secret
}

// misfortune are settings full of secrets, of services that nobody can reach.
func (s *search) misfortune(settings []string) []string {
	s.keep("the password of the database", pgtest.Password)
	settings = slices.DeleteFunc(settings, func(s string) bool { return strings.HasPrefix(s, "PERFIL_JWT_SECRET=") })
	return append(settings,
		"PERFIL_JWT_SECRET="+s.keep("the key", "marked-key-that-signs-all-tokens-here"),
		"PERFIL_MAIL=smtp://post:"+s.keep("the password of the mail server", "marked-smtp-7Qx")+"@127.0.0.1:1?tls=off",
		"PERFIL_MAIL_FROM=perfil@example.com",
		"PERFIL_AVATARS=s3://127.0.0.1:1/pictures?tls=off&region=eu-central-1",
		"AWS_ACCESS_KEY_ID=AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY="+s.keep("the key of the bucket", "marked-bucket-key-9Zw"),
		"PERFIL_RATE_LIMIT=off", "PERFIL_LOG_LEVEL=debug", "PERFIL_CONFIRM_EMAIL=on",
	)
}

// livePeople has people succeed and fail through both contracts.
func (s *search) livePeople(t *testing.T, p *program.Process) {
	t.Helper()
	s.keep("a password", password)
	ada := newcomer(t, p.URL, "ada")
	w, err := witnessOf(t.Context(), ada)
	if err != nil {
		t.Fatal(err)
	}
	s.keep("a refresh token", ada.refresh)
	s.keep("an access token", ada.access)
	s.keep("the signature of one", ada.access[strings.LastIndex(ada.access, ".")+1:])
	if err := w.refreshSession(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.keep("a rotated refresh token", ada.refresh)
	s.keep("a later access token", ada.access)
	wrong := s.keep("a mistyped password", "marked-mistyped-4Rt")
	picture, kind, err := faceForm()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []struct{ method, path, body, kind string }{
		{"POST", "/api/auth/login", `{"email":"panic@example.com","password":"` + wrong + `"}`, ""},
		{"POST", "/api/sign-in/", `{"email":"panic@example.com","password":"` + wrong + `"}`, ""},
		{"POST", "/api/token/", `{"username":"panic","password":"` + wrong + `"}`, ""},
		{"PUT", w.own(), string(picture), kind},
		{"POST", "/api/auth/login", `{"email":"ada@example.com","password":"` + wrong + `"}`, ""},
		{"POST", "/api/sign-in/", `{"email":"` + wrong + `","password":"` + wrong + `"`, ""},
		{"POST", "/api/auth/login?password=" + wrong + "&token=" + ada.access, `{}`, ""},
		{"PUT", "/api/auth/password", `{"currentPassword":"` + wrong + `","newPassword":"` + wrong + `"}`, ""},
		{"POST", "/api/auth/reset-password", `{"token":"` + wrong + `","newPassword":"` + s.keep("a new password", "Marked-meadow-31") + `"}`, ""},
		{"POST", "/api/auth/forgot-password", `{"email":"ada@example.com"}`, ""},
		{"POST", "/api/sign-up/", `{"username":"ada","email":"ada@example.com","password":"` + password + `"}`, ""},
		{"POST", "/api/auth/register", `{"name":"B","email":"b@example.com","password":"` + s.keep("another password", "Marked-meadow-32") + `"}`, ""},
		{"POST", "/api/token/refresh/", `{"refresh":"` + wrong + `"}`, ""},
		{"GET", "/account/reset?token=" + wrong, "", ""},
		{"GET", "/media/avatars/" + strings.Repeat("0", 32) + ".png", "", ""},
	} {
		headers := []string{"User-Agent", "client/1"}
		if r.kind != "" {
			headers = append(headers, "Content-Type", r.kind)
		}
		a, err := ada.ask(t.Context(), r.method, r.path, r.body, headers...)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(r.body, "panic") && a.status != http.StatusInternalServerError {
			t.Errorf("%s was to panic and answers %d", r.path, a.status)
		}
		if a.status >= 400 { // tokens are what a success is for
			s.printed["the answer to "+r.method+" "+strings.Split(r.path, "?")[0]] += string(a.body) + fmt.Sprint(a.header)
		}
	}
	if _, err := p.Wait(regexp.MustCompile("a job failed")); err != nil {
		t.Error(err)
	}
}

// operate runs the commands, of which many are meant to fail. They must do so for
// something else than a form that nobody understands, which would show nothing.
func (s *search) operate(t *testing.T, p *program.Process, engine string) {
	t.Helper()
	given := s.keep("a given password", "Marked-lantern-5")
	const works, fails = true, false
	run := func(well bool, stdin string, args ...string) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "perfil", args...)
		cmd.Dir, cmd.Env, cmd.Stdin = s.folder, append(os.Environ(), s.settings...), strings.NewReader(stdin)
		out, err := cmd.CombinedOutput()
		if well != (err == nil) || bytes.Contains(out, []byte("--help")) {
			t.Errorf("perfil %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		s.printed["perfil "+strings.Join(args, " ")] = string(out)
	}
	outside := t.TempDir() // files that are for the operator alone
	file := func(name, text string) string {
		path := filepath.Join(outside, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	elsewhere := "postgres://perfil:" + s.keep("the password of another database", "marked-database-2Lp") + "@127.0.0.1:1/perfil?connect_timeout=1"
	run(works, given, "user", "create", "--username", "root", "--email", "root@example.com", "--role", "admin", "--password-stdin")
	run(fails, given, "user", "create", "--username", "root", "--email", "root@example.com", "--password-stdin")
	run(works, given, "user", "password", "ada", "--password-stdin")
	run(fails, given, "user", "password", "nobody", "--password-stdin")
	run(works, "", "user", "set", "ada", "--email", "ada.l@example.com")
	run(works, "", "user", "show", "ada", "--json")
	run(works, "", "user", "list", "--json")
	run(works, "", "audit", "--limit", "1000", "--json")
	run(works, "", "export", "jsonl", filepath.Join(outside, "all.jsonl"))
	run(works, "", "export", "django", filepath.Join(outside, "django.sql"))
	run(fails, "", "import", "jsonl", filepath.Join(outside, "all.jsonl"))
	run(fails, "", "import", "django", "@"+file("source", elsewhere))
	run(fails, "", "import", "express", "@"+file("source", elsewhere))
	if long { // it waits for the database to come back
		run(fails, "", "move", "--from", "@"+file("source", elsewhere), "--to", "sqlite:"+filepath.Join(outside, "moved"))
	}
	run(engine == "SQLite", "", "backup", "--passphrase-file", file("passphrase", s.keep("a passphrase", "marked-passphrase-of-a-backup")), filepath.Join(outside, "backup"))
	run(fails, "", "backup", "--verify", "--passphrase-file", file("wrong", "not-this-one-at-all"), filepath.Join(outside, "backup"))
	run(fails, "", "restore", "--passphrase-file", file("wrong", "not-this-one-at-all"), filepath.Join(outside, "backup"))
	run(works, "", "compare", "--contract", "express", "--old", p.URL, "--new", p.URL, "--email", "root@example.com", "--password-file", file("password", given))
	run(works, "", "version")
	if text, err := os.ReadFile(filepath.Join(outside, "all.jsonl")); err == nil {
		for i, m := range regexp.MustCompile(`"password_hash":"([^"]+)"`).FindAllSubmatch(text, -1) {
			s.keep(fmt.Sprint("hash ", i), string(m[1]))
		}
	} else {
		t.Error(err)
	}
}

// measure reads what monitors and other users of the machine can read.
func (s *search) measure(t *testing.T, p *program.Process) {
	t.Helper()
	probe := newPerson(p.URL, "")
	defer probe.leave()
	for _, path := range []string{"/metrics", "/healthz", "/readyz", "/", "/docs", "/nothing"} {
		a, err := probe.ask(t.Context(), "GET", path, "")
		if err != nil {
			t.Fatal(err)
		}
		s.printed[path] = string(a.body) + fmt.Sprint(a.header)
	}
	args, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", p.Pid()))
	if err != nil {
		t.Error(err)
	}
	s.printed["the list of processes"] = string(args)
}

// judge looks for each secret in everything.
func (s *search) judge(t *testing.T, engine string) {
	t.Helper()
	shown := 0
	for where, text := range s.printed {
		shown += len(text)
		for what, secret := range s.secrets {
			if isIn([]byte(text), secret) {
				t.Errorf("%s shows %s, %q:\n%s", where, what, secret, text)
			}
		}
	}
	kept := s.stored(t)
	for where, text := range kept {
		for what, secret := range s.secrets {
			hashed := strings.HasPrefix(what, "hash ") // they are what is kept of a password
			if !hashed && isIn(text, secret) {
				t.Errorf("%s keeps %s, %q", where, what, secret)
			}
		}
	}
	figure(t, "secrets, "+engine, "secrets looked for", "%d", len(s.secrets))
	figure(t, "secrets, "+engine, "places, and bytes printed", "%d, %d", len(s.printed)+len(kept), shown)
}
