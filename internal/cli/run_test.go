package cli_test

import (
	"os"
	"strings"
	"testing"
)

func TestVersionIsOneLine(t *testing.T) {
	r := newMachine(t).run("version").done()
	if !strings.HasPrefix(r.out, "perfil ") || strings.Count(r.out, "\n") != 1 {
		t.Errorf("%q", r.out)
	}
}

func TestHelpIsShownAndSucceeds(t *testing.T) {
	m := newMachine(t)
	m.run("--help").done().says("user create", "import jsonl", "--config")
	m.run("serve", "--help").done().says("--addr", "PERFIL_ADDR", "127.0.0.1:8080", "PERFIL_JWT_SECRET")
	m.run("user", "show", "--help").done().says("<who>", "PERFIL_DATA_DIR")
}

func TestAMistakeInTheCommandLineIsToldInOneLine(t *testing.T) {
	m := newMachine(t)
	m.run().fails(2, "serve", "--help")
	m.run("servee").fails(2, "servee", `did you mean "serve"`)
	m.run("serve", "--adr", ":1").fails(2, "--adr")
	m.run("user", "show").fails(2, "<who>")
	m.run("user", "create", "--username", "ada").fails(2, "--email")
	m.run("user", "create", "--username", "a", "--email", "a@example.com", "--role", "king").fails(2, "user, operator or admin")
	m.run("user", "set", "ada").fails(2, "--role")
	m.run("user", "set", "ada", "--status", "gone").fails(2, "active, inactive or suspended")
	m.run("user", "list", "--limit", "0").fails(2, "--limit")
	m.run("audit", "--before", "-1").fails(2, "--before")
	m.run("import", "csv", "x").fails(2, "csv")
	m.run("serve", "--jwt-secret", "hush").fails(2, "PERFIL_JWT_SECRET")
}

func TestAMistakeInASettingIsToldWithItsName(t *testing.T) {
	for _, bad := range []struct{ setting, says string }{
		{"PERFIL_METRICS_ADDR=8080", "PERFIL_METRICS_ADDR"},
		{"PERFIL_CACHE=lots", "PERFIL_CACHE"},
		{"PERFIL_CORS_ORIGINS=*", "PERFIL_CORS_ORIGINS"},
		{"PERFIL_TRUSTED_PROXIES=0.0.0.0/0", "PERFIL_TRUSTED_PROXIES"},
		{"PERFIL_JWT_SECRET=short", "PERFIL_ALLOW_SHORT_SECRET"},
		{"PERFIL_DATABASE_URL=postgres://u:hush@h/d", "PERFIL_JWT_SECRET"},
		{"PERFIL_CONFIG=/not/there", "/not/there"},
	} {
		m := newMachine(t)
		m.env = append(m.env, bad.setting)
		r := m.run("serve", "--addr", "127.0.0.1:0").fails(2, bad.says)
		if strings.Contains(r.err, "hush") || strings.Contains(r.err, "serve:") {
			t.Error(r.err)
		}
		if _, err := os.Stat(m.data); err == nil && !strings.HasPrefix(bad.setting, "PERFIL_JWT") {
			t.Errorf("%s: a folder was made", bad.setting)
		}
	}
}

func TestSettingsMayStandInAFile(t *testing.T) {
	m := newMachine(t)
	m.create("ada", "admin")
	file := m.file("perfil.env", "# the accounts\nPERFIL_DATA_DIR="+m.data+"\n")
	elsewhere := newMachine(t)
	elsewhere.env = nil
	elsewhere.run("user", "list", "--config", file).done().says("ada@example.com")
	elsewhere.env = []string{"PERFIL_CONFIG=" + file}
	elsewhere.run("user", "list").done().says("ada@example.com")
	elsewhere.run("user", "list", "--data-dir", elsewhere.data).fails(1, elsewhere.data)
	elsewhere.env = []string{"PERFIL_CONFIG=" + m.file("bad.env", "PERFIL_DATADIR=x")}
	elsewhere.run("user", "list").fails(2, "line 1", "PERFIL_DATADIR")
}

func TestWhatTheEnvironmentLacksMayStandInTheFile(t *testing.T) {
	m := newMachine(t)
	m.env = append(m.env, "PERFIL_MAIL=smtp://localhost", "PERFIL_CONFIG="+m.file("perfil.env", "PERFIL_MAIL_FROM=ada@example.com"))
	if s := m.serve(); s.end() != 0 {
		t.Errorf("%s", s.err)
	}
}
