package config_test

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"perfil/internal/config"
)

func TestSecretsAreRefusedOnTheCommandLine(t *testing.T) {
	for _, args := range [][]string{
		{"--jwt-secret", strings.Repeat("hush", 10)},
		{"--metrics-token", strings.Repeat("hush", 10)},
		{"--mail=smtp://me:hush@h", "--mail-from=a@b.example"},
		{"--database-url", "postgres://u:hush@h/d"},
		{"--database-url", "postgres://h/d?user=u&password=hush"},
	} {
		_, err := parse(t, args)
		var e *config.Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), "PERFIL_") || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: %v", args[0], err)
		}
	}
	if _, err := parse(t, []string{"--database-url", "postgres://u@h/d", "--mail", "log"}); err != nil {
		t.Errorf("a URL without a password was refused: %v", err)
	}
}

func TestSecretsAreNeverPrinted(t *testing.T) {
	c, err := parse(t, nil, "PERFIL_JWT_SECRET=hush"+strings.Repeat("h", 32),
		"PERFIL_DATABASE_URL=postgres://u:hush@h/d?sslpassword=hush", "PERFIL_MAIL=smtp://u:hu%zzsh@h", "PERFIL_MAIL_FROM=a@b.example")
	if err == nil {
		t.Fatal("a URL that does not parse was taken")
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		if out := fmt.Sprintf(verb, c); strings.Contains(out, "hu") || strings.Contains(out, "68757368") {
			t.Errorf("%s prints %s", verb, out)
		}
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "secret", c.JWTSecret, "url", c.DatabaseURL)
	if strings.Contains(log.String()+err.Error(), "hu%") || strings.Contains(log.String()+err.Error(), "hush") {
		t.Errorf("log %s, error %v", log.String(), err)
	}
}

func TestTheKeyIsTakenFromVariableOrFile(t *testing.T) {
	key := strings.Repeat("k", 32)
	file := filepath.Join(t.TempDir(), "key")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	read := func(env ...string) (string, error) {
		c, err := parse(t, nil, env...)
		if err != nil {
			return "", err
		}
		secret, err := c.ReadSecret()
		return string(secret), err
	}
	if got, err := read(); got != "" || err != nil {
		t.Errorf("without any: %q, %v", got, err)
	}
	if got, err := read("PERFIL_JWT_SECRET=" + key); got != key || err != nil {
		t.Errorf("from the variable: %q, %v", got, err)
	}
	write(key + "\n")
	if got, err := read("PERFIL_JWT_SECRET_FILE=" + file); got != key || err != nil {
		t.Errorf("from the file: %q, %v", got, err)
	}
	if got, err := read("PERFIL_JWT_SECRET=short", "PERFIL_ALLOW_SHORT_SECRET=1"); got != "short" || err != nil {
		t.Errorf("short and allowed: %q, %v", got, err)
	}
	for name, env := range map[string][]string{
		"short":   {"PERFIL_JWT_SECRET=k-is-too-short"},
		"both":    {"PERFIL_JWT_SECRET=" + key, "PERFIL_JWT_SECRET_FILE=" + file},
		"missing": {"PERFIL_JWT_SECRET_FILE=" + file + ".not"},
	} {
		if got, err := read(env...); err == nil || strings.Contains(err.Error(), "k-is") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for name, text := range map[string]string{"empty": "\n", "huge": strings.Repeat("k", 20_000), "short": "k-is-too-short"} {
		write(text)
		if got, err := read("PERFIL_JWT_SECRET_FILE=" + file); err == nil || strings.Contains(err.Error(), "k-is") {
			t.Errorf("file %s: %q, %v", name, got, err)
		}
	}
}

func TestTheSecretsOfFormerSystemsAreRead(t *testing.T) {
	file := filepath.Join(t.TempDir(), "shop-secret")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(strings.Repeat("s", 40) + "\n")
	c, err := parse(t, nil, "PERFIL_FORMER_SECRETS=shop="+file)
	if err != nil {
		t.Fatal(err)
	}
	secrets, err := c.ReadFormerSecrets()
	if err != nil || len(secrets) != 1 || secrets[0].Name != "shop" || string(secrets[0].Secret) != strings.Repeat("s", 40) {
		t.Errorf("%v, %v", secrets, err)
	}
	write("short")
	for _, list := range []string{"shop=" + file, "shop=/no/such/file", "shop", "=x"} {
		c, err := parse(t, nil, "PERFIL_FORMER_SECRETS="+list)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.ReadFormerSecrets(); err == nil || strings.Contains(err.Error(), "short\n") {
			t.Errorf("%s: %v", list, err)
		}
	}
}
