package e2e_test

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"perfil/e2e/program"
)

// printedAt is the address that the pages show.
const printedAt = "http://127.0.0.1:8080"

// needs skips a test where a program is not installed.
func needs(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skipf("there is no %s", program)
	}
}

// start serves in a folder until the test ends.
func start(t *testing.T, folder string, settings ...string) *program.Process {
	t.Helper()
	p, err := program.Serve(folder, settings, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	return p
}

// sh runs lines of a page as they stand, but for the address.
func sh(t *testing.T, lines, url string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-e", "-c", strings.ReplaceAll(lines, printedAt, url))
	cmd.Dir = t.TempDir()
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

// looksLike makes a pattern of a text in which … stands for what differs from
// run to run.
func looksLike(text string) *regexp.Regexp {
	return regexp.MustCompile(strings.ReplaceAll(regexp.QuoteMeta(text), "…", `[^"]+`) + `\z`)
}

func TestTheLinesOfTheReadmePrintWhatItShows(t *testing.T) {
	t.Parallel()
	needs(t, "curl")
	lines := blockWith(t, "README.md", "sh", "curl")
	shown := blockWith(t, "README.md", "json", "Lovelace")
	got := sh(t, lines, start(t, t.TempDir()).URL)
	if !looksLike(shown).MatchString(got) {
		t.Errorf("the lines print\n%s\nand the page shows\n%s", got, shown)
	}
}

// The page says that it makes an administrator while the server runs.
func TestTheReadmeMakesAnAdministrator(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	start(t, folder)
	for _, line := range commands(t, "README.md") {
		if !strings.HasPrefix(line, "user create ") {
			continue
		}
		cmd := exec.CommandContext(t.Context(), "sh", "-c", "perfil "+line+" --password-stdin")
		cmd.Dir, cmd.Stdin = folder, strings.NewReader("Silver-lantern-5")
		if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "its role is admin") {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	t.Error("the page shows no perfil user create")
}

// What is cloned is the repository and nothing beside it.
func TestTheFirstCommandOfTheReadmeServesInAFreshCopy(t *testing.T) {
	t.Parallel()
	line := strings.TrimSpace(blockWith(t, "README.md", "sh", "serve"))
	folder := filepath.Join(t.TempDir(), "perfil")
	clone(t, folder)

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", "exec "+line)
	cmd.Dir, cmd.Env = folder, append(os.Environ(), "PERFIL_ADDR=127.0.0.1:0")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	// A signal to go run does not reach the program that it runs.
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	p, err := program.Follow(cmd)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { cancel(); <-p.Done() }()
	found, err := p.Wait(program.Listening)
	if err != nil {
		t.Fatal(err)
	}
	if status := get(t, found[1]+"/readyz"); status != 200 {
		t.Errorf("ready answers %d", status)
	}
	for _, name := range []string{"secret.key", "perfil.db"} {
		if _, err := os.Stat(filepath.Join(folder, "perfil-data", name)); err != nil {
			t.Error(err)
		}
	}
}

// clone copies what a build needs, and the pages.
func clone(t *testing.T, to string) {
	t.Helper()
	from := os.DirFS("..")
	err := fs.WalkDir(from, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if strings.HasPrefix(d.Name(), ".") && path != "." || d.Name() == "testdata" || d.Name() == "bin" {
				return fs.SkipDir
			}
			return os.MkdirAll(filepath.Join(to, path), 0o755)
		}
		content, err := fs.ReadFile(from, path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, path), content, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
}
