package config_test

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"perfil/internal/config"
)

// parse reads settings as the command line does.
func parse(t *testing.T, args []string, env ...string) (config.Config, error) {
	t.Helper()
	return parseValues(t, args, config.Environ(env))
}

func parseValues(t *testing.T, args []string, values config.Values) (config.Config, error) {
	t.Helper()
	var c config.Config
	k, err := kong.New(&c, values.Option())
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := k.Parse(args)
	if err != nil {
		return c, err
	}
	return c, config.CheckArguments(parsed)
}

func TestWithoutAnythingTheDefaultsAreGood(t *testing.T) {
	c, err := parse(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.DataDir != "./perfil-data" || c.Addr != "127.0.0.1:8080" || !c.RateLimit.On() || c.Cache != 64<<20 ||
		c.DjangoLanguage != "en" || c.ExpressLanguage != "es" || c.RefreshGrace != 0 ||
		c.AccessLifetime != 24*time.Hour || c.TokenLifetime != 24*time.Hour || c.Level() != slog.LevelInfo ||
		strings.Join(c.Contracts, " ") != "django express" || c.ConfirmEmailChange.On() || c.AllowShortSecret.On() ||
		c.BackupDir.IsSet() || c.BackupEvery != 24*time.Hour || c.BackupKeep != 7 || c.MountedSecrets.On() {
		t.Errorf("defaults are %+v", c)
	}
}

func TestFlagWinsOverEnvironmentOverFileOverDefault(t *testing.T) {
	file, err := config.Parse(strings.NewReader("PERFIL_ADDR=:1\nPERFIL_LOG_LEVEL=warn\nPERFIL_LOG_FORMAT=json\n"))
	if err != nil {
		t.Fatal(err)
	}
	env := config.Environ([]string{"PERFIL_ADDR=:2", "PERFIL_LOG_LEVEL=error", "PERFIL_LOG_FORMAT=", "OTHER=x"})
	c, err := parseValues(t, []string{"--addr", ":3"}, env.Or(file))
	if err != nil {
		t.Fatal(err)
	}
	if c.Addr != ":3" || c.LogLevel != "error" || c.LogFormat != "json" || c.MailFrom != "" {
		t.Errorf("addr %s, level %s, format %s", c.Addr, c.LogLevel, c.LogFormat)
	}
}

func TestTheProcessEnvironmentIsNotLookedAt(t *testing.T) {
	t.Setenv("PERFIL_ADDR", ":9")
	c, err := parse(t, nil)
	if err != nil || c.Addr != "127.0.0.1:8080" {
		t.Errorf("addr %s, error %v", c.Addr, err)
	}
}

func TestEverySettingIsReadFromItsVariable(t *testing.T) {
	values := map[string]string{
		"PERFIL_DATA_DIR": "/srv/perfil", "PERFIL_DATABASE_URL": "postgres://u:p@h/d", "PERFIL_ADDR": ":80",
		"PERFIL_METRICS_ADDR": ":90", "PERFIL_METRICS_TOKEN": "0123456789abcdef", "PERFIL_PUBLIC_URL": "https://a.example", "PERFIL_CORS_ORIGINS": "https://b.example",
		"PERFIL_TRUSTED_PROXIES": "10.0.0.0/8", "PERFIL_CONTRACTS": "express", "PERFIL_DJANGO_LANGUAGE": "es",
		"PERFIL_EXPRESS_LANGUAGE": "en", "PERFIL_RATE_LIMIT": "off", "PERFIL_JWT_SECRET": strings.Repeat("k", 32),
		"PERFIL_JWT_SECRET_FILE": "", "PERFIL_ALLOW_SHORT_SECRET": "1", "PERFIL_FORMER_SECRETS": "shop=/srv/shop-secret", "PERFIL_ACCESS_LIFETIME": "1h",
		"PERFIL_TOKEN_LIFETIME": "2h", "PERFIL_SESSION_LIFETIME": "720h", "PERFIL_REFRESH_GRACE": "10s", "PERFIL_MAIL": "smtps://u:p@m.example",
		"PERFIL_MAIL_FROM": "Ada <ada@example.com>", "PERFIL_CONFIRM_EMAIL": "required", "PERFIL_CONFIRM_EMAIL_CHANGE": "on", "PERFIL_AVATARS": "s3://k:s@h/b",
		"PERFIL_CACHE": "1GiB", "PERFIL_LOG_FORMAT": "json", "PERFIL_LOG_LEVEL": "debug",
		"PERFIL_MOUNTED_SECRETS": "on", "PERFIL_BACKUP_EVERY": "6h", "PERFIL_BACKUP_KEEP": "28", "PERFIL_BACKUP_PASSPHRASE_FILE": "/srv/pass",
		"PERFIL_BACKUP_DIR": "", // not with the database elsewhere
	}
	var env []string
	for _, name := range config.Names() {
		value, ok := values[name]
		if !ok {
			t.Errorf("%s is a setting that this test does not know", name)
		}
		env = append(env, name+"="+value)
		delete(values, name)
	}
	if len(values) > 0 {
		t.Errorf("no such settings: %v", values)
	}
	c, err := parse(t, nil, env...)
	if err != nil {
		t.Fatal(err)
	}
	want := "{{/srv/perfil postgres://***@h/d s3://***@h/b} :80 :90 *** https://a.example https://b.example 10.0.0.0/8 [express] es en off *** " +
		" on on [shop=/srv/shop-secret] 1h0m0s 2h0m0s 720h0m0s 10s smtps://***@m.example Ada <ada@example.com> required on 1073741824  6h0m0s 28 /srv/pass json debug}"
	if got := fmt.Sprintf("%v", c); got != want {
		t.Errorf("read   %s\nwanted %s", got, want)
	}
	if c.Mail.Reveal() != "smtps://u:p@m.example" || !c.Avatars.IsSet() {
		t.Error("a URL is not what was given")
	}
}

func TestVariablesAreNamedAfterTheirFlags(t *testing.T) {
	var c config.Config
	k, err := kong.New(&c)
	if err != nil {
		t.Fatal(err)
	}
	for _, flag := range k.Model.Flags {
		if flag.Name == "help" {
			continue
		}
		want := "PERFIL_" + strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))
		if len(flag.Envs) != 1 || flag.Envs[0] != want {
			t.Errorf("--%s has the variable %v, not %s", flag.Name, flag.Envs, want)
		}
	}
}

func TestWhatIsWrongIsSaidInASentenceThatNamesTheSetting(t *testing.T) {
	for _, bad := range []struct{ setting, mentions string }{
		{"PERFIL_ADDR=8080", "HOST:PORT"},
		{"PERFIL_ADDR=:http", "HOST:PORT"},
		{"PERFIL_ADDR=:65536", "HOST:PORT"},
		{"PERFIL_METRICS_ADDR=x", "HOST:PORT"},
		{"PERFIL_METRICS_TOKEN=prometheus", "at least 16 characters"},
		{"PERFIL_PUBLIC_URL=accounts.example.com", "https://"},
		{"PERFIL_PUBLIC_URL=ftp://x", "https://"},
		{"PERFIL_PUBLIC_URL=https://x/?a=b", "https://"},
		{"PERFIL_DATABASE_URL=mysql://x/y", "postgres://"},
		{"PERFIL_DATABASE_URL=postgres", "postgres://"},
		{"PERFIL_CONTRACTS=django,rails", "rails"},
		{"PERFIL_CONTRACTS=,", "django"},
		{"PERFIL_DJANGO_LANGUAGE=fr", "en or es"},
		{"PERFIL_EXPRESS_LANGUAGE=ES", "en or es"},
		{"PERFIL_RATE_LIMIT=maybe", "on or off"},
		{"PERFIL_CACHE=64MB", "64MiB"},
		{"PERFIL_CACHE=-1", "64MiB"},
		{"PERFIL_CACHE=9999999999GiB", "64MiB"},
		{"PERFIL_ACCESS_LIFETIME=0s", "1s"},
		{"PERFIL_ACCESS_LIFETIME=day", "duration"},
		{"PERFIL_TOKEN_LIFETIME=9000h", "8784h"},
		{"PERFIL_SESSION_LIFETIME=-1s", "1s"},
		{"PERFIL_SESSION_LIFETIME=9000h", "8784h"},
		{"PERFIL_REFRESH_GRACE=2m", "1m"},
		{"PERFIL_REFRESH_GRACE=-1s", "0s"},
		{"PERFIL_MAIL=sendmail", "smtp"},
		{"PERFIL_MAIL=smtp://h", "PERFIL_MAIL_FROM"},
		{"PERFIL_MAIL_FROM=nobody", "address"},
		{"PERFIL_AVATARS=ftp://h/x", "s3://"},
		{"PERFIL_BACKUP_DIR=ftp://h/x", "s3://"},
		{"PERFIL_LOG_FORMAT=xml", "json"},
		{"PERFIL_LOG_LEVEL=INFO", "warn"},
	} {
		_, err := parse(t, nil, bad.setting)
		var e *config.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: error is %v", bad.setting, err)
			continue
		}
		name, _, _ := strings.Cut(bad.setting, "=")
		if !strings.Contains(e.Error(), name) || !strings.Contains(e.Error(), bad.mentions) || strings.Contains(e.Error(), "\n") {
			t.Errorf("%s: %s", bad.setting, e)
		}
	}
}

func TestADatabaseMayBeOnSeveralHostsOrBehindASocket(t *testing.T) {
	for _, url := range []string{
		"postgres://u@h/d", "postgresql://u@h1:5432,h2:5433/d", "postgres://u@[::1]:1,[::2]:2/d",
		"postgres:///d?host=/var/run/postgresql", "postgres:///d", "postgres://u@%2Fvar%2Frun%2Fpostgresql/d",
	} {
		if _, err := parse(t, nil, "PERFIL_DATABASE_URL="+url); err != nil {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestSizesMayHaveUnits(t *testing.T) {
	for text, want := range map[string]config.Bytes{
		"0": 0, "1024": 1024, "7B": 7, "2KiB": 2048, "64MiB": 64 << 20, "1 GiB": 1 << 30,
	} {
		var b config.Bytes
		if err := b.UnmarshalText([]byte(text)); err != nil || b != want {
			t.Errorf("%s is %d, error %v", text, b, err)
		}
	}
}

func TestSettingsOfBackupsAreLookedAtTogether(t *testing.T) {
	for mentions, env := range map[string][]string{
		"pg_dump":             {"PERFIL_BACKUP_DIR=/b", "PERFIL_DATABASE_URL=postgres://h/d"},
		"PERFIL_BACKUP_EVERY": {"PERFIL_BACKUP_DIR=/b", "PERFIL_BACKUP_EVERY=1s"},
		"PERFIL_BACKUP_KEEP":  {"PERFIL_BACKUP_DIR=/b", "PERFIL_BACKUP_KEEP=0"},
	} {
		if _, err := parse(t, nil, env...); err == nil || !strings.Contains(err.Error(), mentions) {
			t.Errorf("%v: %v", env, err)
		}
	}
	if c, err := parse(t, nil, "PERFIL_BACKUP_DIR=s3://h/b", "PERFIL_BACKUP_EVERY=1h", "PERFIL_BACKUP_KEEP=1"); err != nil || !c.BackupDir.IsSet() {
		t.Errorf("%v", err)
	}
}
