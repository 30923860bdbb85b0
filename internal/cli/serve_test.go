package cli_test

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

func TestTheFirstRunNeedsNothing(t *testing.T) {
	m := newMachine(t)
	s := m.serve()
	if status, body := s.ask("GET", "/healthz", "", ""); status != http.StatusOK || body != `{"status":"ok"}` {
		t.Errorf("%d %s", status, body)
	}
	s.waitFor(s.out, regexp.MustCompile(`There is no admin yet.* user create --role admin .*`+regexp.QuoteMeta(m.data)))
	m.create("ada", "user")
	token := s.signIn("ada", goodPassword)
	if code := s.end(); code != 0 {
		t.Fatalf("exit code %d\n%s", code, s.err)
	}
	if _, err := os.Lstat(filepath.Join(m.data, "control.sock")); err == nil {
		t.Error("the control socket is left over")
	}
	s = m.serve()
	if status, body := s.ask("POST", "/api/profile/", token, ""); status != http.StatusOK {
		t.Errorf("a token does not survive a restart: %d %s", status, body)
	}
}

func TestTheHintAtTheFirstAdminGoesAway(t *testing.T) {
	m := newMachine(t)
	m.create("ada", "admin")
	if s := m.serve(); s.end() != 0 || strings.Contains(s.out.String(), "admin") {
		t.Errorf("%s%s", s.out, s.err)
	}
}

func TestASecondServerOnTheFolderIsRefused(t *testing.T) {
	m := newMachine(t)
	m.serve()
	m.run("serve", "--addr", "127.0.0.1:0").fails(1, "another perfil (process ", m.data, "stop it first")
}

func TestAnAddressInUseIsSaidInASentence(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close() //nolint:errcheck // a test
	m := newMachine(t)
	m.run("serve", "--addr", l.Addr().String()).fails(1, l.Addr().String()+" is in use by another program", "--addr")
	m.run("serve", "--addr", "127.0.0.1:0", "--metrics-addr", l.Addr().String()).fails(1, "--metrics-addr")
	m.run("serve", "--addr", "192.0.2.1:0").fails(1, "cannot be listened on")
	s := m.serve() // whatever was opened was closed
	if s.end() != 0 {
		t.Errorf("%s", s.err)
	}
}

func TestADamagedKeyIsNotReplaced(t *testing.T) {
	m := newMachine(t)
	m.create("ada", "user")
	key := filepath.Join(m.data, "secret.key")
	if _, err := os.Lstat(key); err == nil {
		t.Error("a command made a key that it does not need")
	}
	must(t, os.WriteFile(key, []byte("torn"), 0o600))
	m.run("serve", "--addr", "127.0.0.1:0").fails(1, "secret.key is damaged")
	m.run("user", "show", "ada").done()
}

func TestAPrivateKeyMaySignTheTokens(t *testing.T) {
	m := newMachine(t)
	m.create("ada", "user")
	_, private, err := ed25519.GenerateKey(nil)
	must(t, err)
	der, err := x509.MarshalPKCS8PrivateKey(private)
	must(t, err)
	file := m.file("key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
	s := m.serve("--jwt-secret-file", file)
	token := s.signIn("ada", goodPassword)
	head, err := base64.RawURLEncoding.DecodeString(token[:strings.IndexByte(token, '.')])
	if err != nil || !strings.Contains(string(head), `"alg":"EdDSA"`) {
		t.Errorf("%s, %v", head, err)
	}
	if status, body := s.ask("POST", "/api/profile/", token, ""); status != http.StatusOK {
		t.Errorf("%d %s", status, body)
	}
	s.end()
	m.run("serve", "--jwt-secret-file", m.file("torn.pem", "-----BEGIN PRIVATE KEY-----\nxxxxxxxxxxxxxxxxxxxxx")).
		fails(2, "PERFIL_JWT_SECRET_FILE", "openssl genpkey")
}

func TestSettingsReachTheServer(t *testing.T) {
	m := newMachine(t)
	m.env = append(m.env, "PERFIL_JWT_SECRET=short", "PERFIL_ALLOW_SHORT_SECRET=1", "PERFIL_EXPRESS_LANGUAGE=en",
		"PERFIL_DJANGO_LANGUAGE=es", "PERFIL_CORS_ORIGINS=https://app.example.com", "PERFIL_LOG_FORMAT=json", "PERFIL_CACHE=0",
		"PERFIL_AVATARS="+filepath.Join(t.TempDir(), "pictures"), "PERFIL_MAIL=log", "PERFIL_PUBLIC_URL=https://accounts.example.com/")
	s := m.serve("--metrics-addr", "127.0.0.1:0")
	if _, body := s.ask("GET", "/api/auth/profile", "", ""); !strings.Contains(body, "Token missing or invalid") {
		t.Errorf("express answers %s", body)
	}
	if status, _ := s.ask("GET", "/metrics", "", ""); status != http.StatusNotFound {
		t.Errorf("/metrics answers %d", status)
	}
	m.create("ada", "user")
	s.ask("POST", "/api/auth/forgot-password", "", `{"email":"ada@example.com"}`)
	s.waitFor(s.err, regexp.MustCompile(`https://accounts\.example\.com/account/reset\?token=(\S+)`))
	if s.end() != 0 || !strings.Contains(s.err.String(), `"msg":"request"`) || strings.Contains(s.err.String(), "PERFIL_MAIL is set") {
		t.Errorf("%s", s.err)
	}
	if _, err := os.Lstat(filepath.Join(m.data, "secret.key")); err == nil {
		t.Error("a key was made although one was brought")
	}
}

func TestAFolderWithALongPathIsServed(t *testing.T) {
	m := newMachine(t)
	m.data = filepath.Join(t.TempDir(), strings.Repeat("long", 40), strings.Repeat("er", 60))
	m.env = []string{"PERFIL_DATA_DIR=" + m.data}
	s := m.serve()
	m.create("ada", "user")
	s.signIn("ada", goodPassword)
}

func TestAServerOnAllAddressesSaysHowToReachIt(t *testing.T) {
	s := newMachine(t).serve("--addr", ":0")
	if !strings.HasPrefix(s.url, "http://localhost:") {
		t.Errorf("%s", s.out)
	}
	if status, _ := s.ask("GET", "/readyz", "", ""); status != http.StatusOK {
		t.Errorf("%d", status)
	}
}

func TestSIGTERMEndsAServerInOrder(t *testing.T) {
	s := newMachine(t).serve()
	must(t, syscall.Kill(os.Getpid(), syscall.SIGTERM))
	if code := <-s.code; code != 0 {
		t.Errorf("exit code %d\n%s", code, s.err)
	}
	s.code <- 0
}

func TestAMisspeltVariableIsToldAndDoesNoHarm(t *testing.T) {
	m := newMachine(t)
	m.env = append(m.env, "PERFIL_RATELIMIT=off", "PERFIL_OF_ANOTHER_PROGRAM=1")
	s := m.serve()
	s.waitFor(s.err, regexp.MustCompile(`level=WARN .*variable=PERFIL_RATELIMIT meant=PERFIL_RATE_LIMIT`))
	s.waitFor(s.err, regexp.MustCompile(`level=WARN .*variable=PERFIL_OF_ANOTHER_PROGRAM\n`))
	if status, _ := s.ask("GET", "/healthz", "", ""); status != http.StatusOK || strings.Contains(s.err.String(), "variable=PERFIL_DATA_DIR") {
		t.Errorf("%d\n%s", status, s.err)
	}
}

func TestPagesAndLettersSpeakTheLanguageOfTheOnlyContract(t *testing.T) {
	m := newMachine(t)
	for contracts, want := range map[string]string{"django": `lang="en"`, "express": `lang="es"`, "django,express": `lang="es"`} {
		s := m.serve("--contracts", contracts)
		if _, page := s.ask("GET", "/account/reset?token=x", "", ""); !strings.Contains(page, want) {
			t.Errorf("%s: %.200s", contracts, page)
		}
		s.end()
	}
}
