package cli_test

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWhatIsNoReportIsNotReplacedByOne(t *testing.T) {
	was, m := newFormer(t), newMachine(t)
	key := filepath.Join(t.TempDir(), "secret.key")
	must(t, os.WriteFile(key, []byte("k\n"), 0o600))
	m.run("import", "django", was.source, "--report", key).fails(1, "nothing was imported", "neither an export nor a report", "name another file")
	if data, err := os.ReadFile(key); err != nil || string(data) != "k\n" {
		t.Errorf("the file holds %q, %v", data, err)
	}
}

func TestAnExportSaysWhoHasAnotherIDThanInTheFormerSystem(t *testing.T) {
	was, m := newFormer(t), newMachine(t)
	m.run("import", "django", was.source, "--as", "shop", "--id-offset", "1000").done()
	m.create("ada", "user")
	out := filepath.Join(t.TempDir(), "back.sql")
	m.run("export", "django", out, "--dialect", "sqlite").says("who came from shop has another id here", "use --as shop")
	r := m.run("export", "django", out, "--dialect", "sqlite", "--as", "shop").says("did not come from shop: 1 account")
	if r.code != 0 {
		t.Errorf("exit code %d: %s", r.code, r.err)
	}
	m.run("export", "django", out, "--as", "shoop").fails(2, "shoop", "those who did: shop")
}
