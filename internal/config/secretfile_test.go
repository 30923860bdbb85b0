package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"perfil/internal/config"
)

// secretFile makes a file of a mode and an owner; -1 leaves that as it is.
func secretFile(t *testing.T, content string, mode os.FileMode, owner int) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(name, mode); err != nil {
		t.Fatal(err)
	}
	if owner >= 0 && os.Geteuid() == 0 {
		if err := syscall.Chown(name, owner, owner); err != nil {
			t.Fatal(err)
		}
	}
	return name
}

func on() (s config.Switch) {
	_ = s.UnmarshalText([]byte("on"))
	return s
}

func TestASecretThatOthersMayReadIsRefusedWithTheRemedy(t *testing.T) {
	for _, mode := range []os.FileMode{0o644, 0o640, 0o604, 0o660, 0o444, 0o440, 0o666} {
		name := secretFile(t, "a secret", mode, -1)
		_, err := config.ReadSecretFile(name, config.Switch{})
		if err == nil || !strings.Contains(err.Error(), "run chmod 600 "+name) || strings.Contains(err.Error(), "a secret\n") {
			t.Errorf("mode %04o: %v", mode, err)
		}
		if data, err := config.ReadSecretFile(name, on()); err != nil || string(data) != "a secret" {
			t.Errorf("mode %04o, mounted: %q, %v", mode, data, err)
		}
	}
	for _, mode := range []os.FileMode{0o600, 0o400, 0o700} {
		if _, err := config.ReadSecretFile(secretFile(t, "a secret", mode, -1), config.Switch{}); err != nil {
			t.Errorf("mode %04o: %v", mode, err)
		}
	}
}

func TestEveryFileWithASecretIsLookedAt(t *testing.T) {
	key := secretFile(t, strings.Repeat("k", 40), 0o644, -1)
	for _, env := range []string{"PERFIL_JWT_SECRET_FILE=" + key, "PERFIL_FORMER_SECRETS=shop=" + key} {
		c, err := parse(t, nil, env)
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.ReadSecret()
		if err == nil {
			_, err = c.ReadFormerSecrets()
		}
		if err == nil || !strings.Contains(err.Error(), "chmod 600 "+key) {
			t.Errorf("%s: %v", env, err)
		}
	}
}

func TestAFileOfSettingsWithASecretIsForItsOwnerAlone(t *testing.T) {
	for content, refused := range map[string]bool{
		"PERFIL_ADDR=:80\n":                                                             false,
		"PERFIL_JWT_SECRET=" + strings.Repeat("k", 40):                                  true,
		"PERFIL_METRICS_TOKEN=kkkkkkkkkkkkkkkkkkkk\n":                                   true,
		"PERFIL_MAIL=smtp://u:p@h\n":                                                    true,
		"PERFIL_MAIL=smtp://h\n":                                                        false,
		"PERFIL_DATABASE_URL=postgres://u:p@h/d\n":                                      true,
		"PERFIL_DATABASE_URL=postgres://u:p@h/d\nPERFIL_MOUNTED_SECRETS=on\n":           false,
		"PERFIL_MOUNTED_SECRETS=off\nPERFIL_JWT_SECRET=" + strings.Repeat("k", 40) + "": true,
	} {
		name := secretFile(t, content, 0o644, -1)
		_, err := config.ReadFile(name)
		if (err != nil) != refused || err != nil && (!strings.Contains(err.Error(), "chmod 600 "+name) || strings.Contains(err.Error(), "kkk")) {
			t.Errorf("%q: %v", content, err)
		}
		if err := os.Chmod(name, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := config.ReadFile(name); err != nil {
			t.Errorf("%q for its owner: %v", content, err)
		}
	}
}
