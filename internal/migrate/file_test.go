package migrate_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"perfil/internal/migrate"
)

func writeText(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

// only fails unless the folder holds nothing but these names.
func only(t *testing.T, folder string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if len(got) != len(names) {
		t.Errorf("the folder holds %q, want %q", got, names)
	}
}

func content(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAnExportedFileIsForItsOwnerAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "accounts.jsonl")
	if err := os.WriteFile(path, []byte(`{"id":1}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := migrate.WriteFile(path, writeText("after")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 || content(t, path) != "after" {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	only(t, filepath.Dir(path), "accounts.jsonl")
}

func TestAFailedExportLeavesTheFormerFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "accounts.jsonl")
	if err := os.WriteFile(path, []byte(`{"id":1}`), 0o600); err != nil {
		t.Fatal(err)
	}
	err := migrate.WriteFile(path, func(w io.Writer) error {
		_, _ = io.WriteString(w, "half of it")
		return errStop
	})
	if !errors.Is(err, errStop) || content(t, path) != `{"id":1}` {
		t.Errorf("%v, %q", err, content(t, path))
	}
	only(t, filepath.Dir(path), "accounts.jsonl")
}

func TestAMissingFolderIsTold(t *testing.T) {
	err := migrate.WriteFile(filepath.Join(t.TempDir(), "none", "accounts.jsonl"), writeText(""))
	if !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

func TestAFolderIsNotReplaced(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "accounts")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := migrate.WriteFile(folder, writeText("")); err == nil {
		t.Error("no error")
	}
	only(t, filepath.Dir(folder), "accounts")
}

func TestALinkStaysALink(t *testing.T) {
	folder := t.TempDir()
	file, link := filepath.Join(folder, "accounts.jsonl"), filepath.Join(folder, "latest")
	if err := errors.Join(os.WriteFile(file, nil, 0o600), os.Symlink(file, link)); err != nil {
		t.Fatal(err)
	}
	if err := migrate.WriteFile(link, writeText("new")); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 || content(t, file) != "new" {
		t.Errorf("%v %v %q", info, err, content(t, file))
	}
}

// An administrator who exports to a named pipe or to /dev/null must not lose it.
func TestAPipeIsWrittenTo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip("no named pipes here:", err)
	}
	got := make(chan string)
	go func() {
		b, _ := os.ReadFile(path)
		got <- string(b)
	}()
	if err := migrate.WriteFile(path, writeText("through it")); err != nil {
		t.Fatal(err)
	}
	if s := <-got; s != "through it" {
		t.Errorf("%q", s)
	}
	if info, err := os.Stat(path); err != nil || info.Mode()&fs.ModeNamedPipe == 0 {
		t.Errorf("%v %v", info, err)
	}
}

// What the shell connects to /dev/stdout is named like a file and is none.
func TestADescriptorIsWrittenTo(t *testing.T) {
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	path := fmt.Sprintf("/dev/fd/%d", writer.Fd())
	if _, err := os.Stat(path); err != nil {
		t.Skip("no descriptors as files here:", err)
	}
	if err := migrate.WriteFile(path, writeText("through it")); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(reader); err != nil || string(b) != "through it" {
		t.Errorf("%q %v", b, err)
	}
}

// TestAFileOfSomebodyElseIsNotReplaced has what operators have named by mistake: the
// database that was to be read, and the key of a data folder.
func TestAFileOfSomebodyElseIsNotReplaced(t *testing.T) {
	for name, was := range map[string]string{"old.sqlite3": "SQLite format 3\x00 and so on", "secret.key": "k", "settings": "[", "notes": "null"} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(was), 0o600); err != nil {
			t.Fatal(err)
		}
		err := migrate.WriteFile(path, writeText("new"))
		if isOurs := was == "[" || was == "null"; isOurs != (err == nil) {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && content(t, path) != was {
			t.Errorf("%s was replaced", name)
		}
		only(t, filepath.Dir(path), name)
	}
}

func TestWhatWasWrittenBeforeIsReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	for _, text := range []string{"", `{"id":1,"username":"a"}` + "\n", `{"source":"django","refused":[`, "[\n {", "-- Accounts of Perfil as users of Django."} {
		if err := migrate.WriteFile(path, writeText(text)); err != nil {
			t.Fatal(err)
		}
		if content(t, path) != text {
			t.Errorf("it holds %q", content(t, path))
		}
	}
}
