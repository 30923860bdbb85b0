package e2e_test

import (
	"fmt"
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

// confidant knows every secret of a run, and everything that was printed.
type confidant struct {
	t        *testing.T
	settings []string          // of server and commands
	secrets  map[string]string // by what they are
	printed  map[string]string // by where
}

func (c *confidant) keep(what, secret string) string {
	c.t.Helper()
	if len(secret) < 6 {
		c.t.Fatalf("%s is %q: too short to look for", what, secret)
	}
	c.secrets[what] = secret
	return secret
}

// run runs a command and keeps what it printed.
func (c *confidant) run(folder, input string, args ...string) {
	c.t.Helper()
	cmd := exec.CommandContext(c.t.Context(), "perfil", args...)
	cmd.Dir, cmd.Env, cmd.Stdin = folder, append(os.Environ(), c.settings...), strings.NewReader(input)
	out, _ := cmd.CombinedOutput() // some are meant to fail
	c.printed["perfil "+strings.Join(args, " ")] = string(out)
}

// judge looks for each secret in everything that was printed.
func (c *confidant) judge() {
	c.t.Helper()
	for where, text := range c.printed {
		for what, secret := range c.secrets {
			if strings.Contains(text, secret) {
				c.t.Errorf("%s shows %s, %q:\n%s", where, what, secret, text)
			}
		}
	}
}

var hash = regexp.MustCompile(`"password_hash":"([^"]+)"`)

// Everything is done once, well and badly, with logs as talkative as they get;
// then every secret that was part of it is looked for in everything that was
// printed meanwhile.
func TestNoSecretIsInAnythingThatIsPrinted(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"text", "json"} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			onBoth(t, func(t *testing.T, settings []string) { tellEverything(t, format, settings) })
		})
	}
}

func tellEverything(t *testing.T, format string, settings []string) {
	c := &confidant{t: t, settings: settings, secrets: map[string]string{}, printed: map[string]string{}}
	c.keep("the password of the database", pgtest.Password)
	folder := t.TempDir()
	post := newPostOffice(t)
	p := start(t, folder, slices.Concat(settings, post.settings(), []string{
		"PERFIL_RATE_LIMIT=off", "PERFIL_LOG_LEVEL=debug", "PERFIL_LOG_FORMAT=" + format,
		"PERFIL_JWT_SECRET=" + c.keep("the key", "do-not-print-this-key-of-32-bytes"),
	})...)

	someoneIsCareless(t, c, newClient(p.URL))
	someoneForgets(t, c, newClient(p.URL), post)
	theOperatorWorks(t, c, folder)

	for path, what := range map[string]string{"/metrics": "the metrics", "/readyz": "readyz", "/nothing": "an unknown path"} {
		_, c.printed[what], _ = newClient(p.URL).ask(t.Context(), "GET", path, "")
	}
	if args, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", p.Pid())); err == nil {
		c.printed["the process list"] = string(args)
	}
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
	c.printed["the server"] = p.Said()
	if !strings.Contains(p.Said(), "/account/reset") {
		t.Error("the log is not all there")
	}
	c.judge()
}

// someoneIsCareless puts secrets where they belong and where they do not.
func someoneIsCareless(t *testing.T, c *confidant, ada *client) {
	t.Helper()
	c.keep("a password", password)
	answer := ada.must(t, "POST", "/api/sign-up/", `{"username":"ada","email":"ada@example.com","password":"`+password+`"}`, "")
	ada.token, _ = valueAt([]byte(answer), "access")
	refresh, _ := valueAt([]byte(answer), "refresh")
	c.keep("an access token", ada.token)
	c.keep("a refresh token", refresh)
	c.keep("the signature of one", ada.token[strings.LastIndex(ada.token, ".")+1:])
	c.keep("a token of the other contract", ada.must(t, "POST", "/api/auth/login",
		`{"email":"ada@example.com","password":"`+password+`"}`, "token"))
	c.keep("a rotated token", ada.must(t, "POST", "/api/token/refresh/", `{"refresh":"`+refresh+`"}`, "refresh"))

	wrong := c.keep("a mistyped password", "Quiet-harbour-9")
	for _, failure := range []struct{ method, path, body string }{
		{"POST", "/api/sign-in/", `{"email":"ada@example.com","password":"` + wrong + `"}`},
		{"POST", "/api/sign-in/", `{"email":"` + wrong + `","password":"x"}`},          // in the wrong field
		{"POST", "/api/token/", `{"username":"` + wrong + `","password":"x"}`},         // the same
		{"POST", "/api/auth/login", `{"email":"ada@example.com","password":"` + wrong}, // cut off
		{"POST", "/api/auth/login", wrong},
		{"POST", "/api/auth/login?password=" + wrong, `{}`},
		{"GET", "/api/auth/profile?access_token=" + ada.token, ""},
		{"POST", "/api/token/refresh/", `{"refresh":"` + refresh + `"}`}, // used before: ends the session
		{"GET", "/account/reset?token=" + c.keep("an invented ticket", "invented-ticket-0123456789"), ""},
		{"PUT", "/api/auth/password", `{"currentPassword":"` + wrong + `","newPassword":"` + wrong + `"}`},
	} {
		if status, answer, err := ada.ask(t.Context(), failure.method, failure.path, failure.body); err != nil || status >= 500 {
			t.Errorf("%s %s: %d %s %v", failure.method, failure.path, status, answer, err)
		} else if failure.method == "POST" {
			c.printed["the answer to "+failure.path+" "+failure.body] = answer
		}
	}
}

// someoneForgets has a letter come and uses what is in it.
func someoneForgets(t *testing.T, c *confidant, bob *client, post *postOffice) {
	t.Helper()
	bob.signUp(t, "bob")
	c.keep("another access token", bob.token)
	bob.must(t, "POST", "/api/auth/forgot-password", `{"email":"bob@example.com"}`, "")
	l := post.await(t, "bob@example.com")
	_, link, _ := strings.Cut(l.text, "/account/reset?token=")
	ticket := c.keep("a ticket", strings.Fields(link)[0])
	if _, _, err := bob.ask(t.Context(), "GET", "/account/reset?token="+ticket, ""); err != nil {
		t.Fatal(err)
	}
	bob.must(t, "POST", "/api/auth/reset-password",
		`{"token":"`+ticket+`","newPassword":"`+c.keep("a new password", "Bright-meadow-3")+`"}`, "")
}

// theOperatorWorks beside the server. What export writes are hashes, which is
// what it is for; nothing else may show one.
func theOperatorWorks(t *testing.T, c *confidant, folder string) {
	t.Helper()
	given := c.keep("a given password", "Silver-lantern-5")
	c.run(folder, given, "user", "create", "--username", "root", "--email", "root@example.com", "--role", "admin", "--password-stdin")
	c.run(folder, given, "user", "create", "--username", "root", "--email", "root@example.com", "--password-stdin")
	c.run(folder, given, "user", "password", "ada", "--password-stdin")
	c.run(folder, given+"\n"+given, "user", "password", "ada", "--password-stdin")
	c.run(folder, "", "user", "set", "ada", "--first-name", "Ada", "--email", "ada.l@example.com")
	c.run(folder, "", "user", "show", "ada", "--json")
	c.run(folder, "", "user", "show", "ada")
	c.run(folder, "", "user", "list", "--json")
	c.run(folder, "", "audit", "--limit", "1000", "--json")

	out := filepath.Join(folder, "all.jsonl")
	c.run(folder, "", "export", "jsonl", out)
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range hash.FindAllStringSubmatch(string(text), -1) {
		c.keep(fmt.Sprint("hash ", i), m[1])
	}
	// Lines that cannot be taken are named, with hashes and without quoting them.
	c.run(folder, strings.ReplaceAll(string(text), `"$argon2id`, `"`+c.keep("a hash of another kind", "$rot13$Dhvrg-uneobe")+`$argon2id`), "import", "jsonl", "-")
	c.run(folder, "", "user", "delete", "bob", "--yes")
}

// Services that cannot be reached are told of with their addresses, which is
// where the passwords stand.
func TestAServiceThatFailsDoesNotGetItsPasswordPrinted(t *testing.T) {
	t.Parallel()
	c := &confidant{t: t, secrets: map[string]string{}, printed: map[string]string{}}
	secret := c.keep("the password of a service", "tell-nobody-7")
	post := &postOffice{}
	if err := post.refuse(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(post.close)
	p := start(t, t.TempDir(), "PERFIL_LOG_LEVEL=debug", "PERFIL_MAIL_FROM=a@example.com",
		"PERFIL_MAIL=smtp://perfil:"+secret+"@"+post.address+"?tls=off",
		"PERFIL_AVATARS=s3://AKIDEXAMPLE:"+secret+"@"+post.address+"/pictures?tls=off&region=eu-central-1")
	ada := newClient(p.URL)
	ada.signUp(t, "ada")
	ada.must(t, "POST", "/api/auth/forgot-password", `{"email":"ada@example.com"}`, "")
	if _, err := p.Wait(regexp.MustCompile("a job failed")); err != nil {
		t.Error(err)
	}
	status, answer := ada.upload(t, "/api/profile/1/update/", "avatar")
	if status != 503 && status != 500 {
		t.Errorf("without a bucket the answer is %d %s", status, answer)
	}
	c.printed["the answer"] = answer
	c.printed["the readiness"] = ada.must(t, "GET", "/healthz", "", "")
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
	c.printed["the server"] = p.Said()

	const database = "postgres://perfil:%s@127.0.0.1:1/perfil%s"
	key := "PERFIL_JWT_SECRET=0123456789abcdef0123456789abcdef"
	waiting, err := program.Launch(t.TempDir(), []string{key, "PERFIL_DATABASE_URL=" + fmt.Sprintf(database, secret, "")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := waiting.Wait(regexp.MustCompile("waiting for the database")); err != nil {
		t.Error(err)
	}
	waiting.Kill()
	c.printed["a server that waits for its database"] = waiting.Said()
	if _, err := program.Serve(t.TempDir(), []string{key, "PERFIL_DATABASE_URL=" + fmt.Sprintf(database, secret, "?sslmode=bogus")}, nil); err == nil {
		t.Error("a URL that makes no sense is taken")
	} else {
		c.printed["a server that cannot read its URL"] = err.Error()
	}
	c.judge()
}
