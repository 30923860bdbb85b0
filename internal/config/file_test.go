package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"perfil/internal/config"
)

func TestAFileHasOneSettingOnALine(t *testing.T) {
	values, err := config.Parse(strings.NewReader("# for the test machine\n\n PERFIL_ADDR = :81 \r\n" +
		"PERFIL_MAIL_FROM=\" a=b \"\nPERFIL_LOG_LEVEL='warn'\nPERFIL_MAIL=\nPERFIL_CACHE=\"1\nPERFIL_JWT_SECRET=#$x y"))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"PERFIL_ADDR": ":81", "PERFIL_MAIL_FROM": " a=b ", "PERFIL_LOG_LEVEL": "warn",
		"PERFIL_CACHE": "\"1", "PERFIL_JWT_SECRET": "#$x y",
	} {
		if got, ok := values(name); got != want || !ok {
			t.Errorf("%s is %q", name, got)
		}
	}
	if _, ok := values("PERFIL_MAIL"); ok {
		t.Error("an empty setting counts")
	}
}

func TestAMistakeInAFileIsToldWithItsLine(t *testing.T) {
	for text, want := range map[string]string{
		"\nPERFIL_ADDR":                       "line 2: write it as NAME=VALUE",
		"#\n\nPERFIL_RATELIMIT=off":           "line 3: there is no setting \"PERFIL_RATELIMIT\"",
		"PERFIL_ADDR=:1\nPERFIL_ADDR=:2":      "line 2: PERFIL_ADDR is set a second time",
		"\n\n" + strings.Repeat("x", 100_000): "line 3: bufio.Scanner: token too long",
	} {
		_, err := config.Parse(strings.NewReader(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v", text, err)
		}
	}
}

func TestAFileThatIsNotThereIsToldWithItsName(t *testing.T) {
	name := filepath.Join(t.TempDir(), "perfil.env")
	if _, err := config.ReadFile(name); err == nil || !strings.Contains(err.Error(), name) {
		t.Errorf("error %v", err)
	}
	if err := os.WriteFile(name, []byte("PERFIL_NO=1"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := config.ReadFile(name); err == nil || !strings.Contains(err.Error(), name+", line 1") {
		t.Errorf("error %v", err)
	}
	if err := os.WriteFile(name, []byte("PERFIL_ADDR=:1"), 0o600); err != nil {
		t.Fatal(err)
	}
	if values, err := config.ReadFile(name); err != nil {
		t.Error(err)
	} else if got, _ := values("PERFIL_ADDR"); got != ":1" {
		t.Errorf("PERFIL_ADDR is %q", got)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("PERFIL_ADDR=:80\n# x\n\nPERFIL_MAIL='log'")
	f.Add("PERFIL_JWT_SECRET=hushhush\nPERFIL_JWT_SECRET=hushhush")
	f.Add("=\n\"=\"\x00")
	f.Fuzz(func(t *testing.T, text string) {
		values, err := config.Parse(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, name := range config.Names() {
			if value, ok := values(name); ok && (value == "" || !strings.Contains(text, value)) {
				t.Errorf("%s is %q, which the file does not say", name, value)
			}
		}
	})
}
