package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	lineJohn = `{"id":7,"username":"john","email":"john@example.com","first_name":"John","last_name":"Doe","phone":null,"avatar":null,"role":"user","status":"active","password_hash":"!","created_at":"2024-01-15T10:30:00.123456789Z","last_login_at":null}` + "\n"
	lineJane = `{"id":9,"username":"jane","email":"jane@example.com","first_name":"","last_name":"","phone":"123","avatar":null,"role":"admin","status":"suspended","password_hash":"!","created_at":"2024-01-16T10:30:00Z","last_login_at":"2024-01-17T00:00:00Z"}` + "\n"
	lineBad  = `{"id":"eight"}` + "\n"
)

func TestAnExportIsTheFileThatWasImported(t *testing.T) {
	m := newMachine(t)
	m.run("import", "jsonl", m.file("a.jsonl", lineJohn+lineJane)).done().wants("2 accounts imported\n")
	m.run("export", "jsonl", "-").done().wants(lineJohn + lineJane).says("2 accounts exported")
	path := filepath.Join(t.TempDir(), "out.jsonl")
	m.run("export", "jsonl", path).done().wants("")
	data, err := os.ReadFile(path)
	must(t, err)
	info, err := os.Stat(path)
	must(t, err)
	if string(data) != lineJohn+lineJane || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v\n%s", info.Mode(), data)
	}
}

func TestAFileWithABadLineIsNotImported(t *testing.T) {
	m := newMachine(t)
	file := m.file("a.jsonl", lineJohn+lineBad+strings.Replace(lineJane, "jane@", "john@", 1))
	r := m.run("import", "jsonl", file)
	if r.code != 1 {
		t.Errorf("exit code %d", r.code)
	}
	r.says("line 2: ", "line 3: email \"john@example.com\" is taken by line 1", "nothing was imported, because 2 of 3 accounts cannot be taken", "--skip-bad")
	m.run("export", "jsonl", "-").done().wants("")
	dry := m.run("import", "jsonl", file, "--skip-bad", "--dry-run").wants("1 account would be imported, 2 refused\n")
	r = m.run("import", "jsonl", file, "--skip-bad").says("line 2: ", "line 3: ").wants("1 account imported, 2 refused\n")
	if r.code != 3 || dry.code != 3 || dry.err != r.err {
		t.Errorf("exit code %d, and %d of the dry run, which says\n%s", r.code, dry.code, dry.err)
	}
	m.run("export", "jsonl", "-").done().wants(lineJohn)
}

func TestADryRunKeepsNothing(t *testing.T) {
	m := newMachine(t)
	m.pipe(lineJohn+lineJane, "import", "jsonl", "-", "--dry-run").done().wants("2 accounts would be imported\n")
	r := m.pipe(lineJohn+lineBad, "import", "jsonl", "-", "--dry-run").says("line 2").
		wants("1 account would be imported, 1 refused\nWithout --skip-bad nothing would be imported.\n")
	if r.code != 3 {
		t.Errorf("exit code %d", r.code)
	}
	m.run("export", "jsonl", "-").done().wants("")
}

func TestAFileOfAnotherKindIsNotListedToItsEnd(t *testing.T) {
	m := newMachine(t)
	r := m.pipe(strings.Repeat(lineBad, 500), "import", "jsonl", "-").says("line 100: ", "and 400 more", "500 of 500")
	if r.code != 1 || strings.Count(r.err, "\n") != 102 {
		t.Errorf("exit code %d, %d lines", r.code, strings.Count(r.err, "\n"))
	}
}

func TestFilesThatCannotBeOpenedAreNamed(t *testing.T) {
	m := newMachine(t)
	m.create("ada", "user")
	m.run("import", "jsonl", "/not/there").fails(1, "/not/there")
	m.run("import", "jsonl", t.TempDir()).fails(1, "is a folder")
	m.run("export", "jsonl", "/not/there/x.jsonl").fails(1, "/not/there")
}

func TestAnExportThatFailsLeavesTheFileAlone(t *testing.T) {
	m := newMachine(t)
	m.create("ada", "user")
	const before = `{"id":1}`
	path := m.file("a.jsonl", before)
	must(t, os.WriteFile(filepath.Join(m.data, "perfil.db"), []byte(strings.Repeat("x", 8192)), 0o600))
	m.run("export", "jsonl", path).fails(1, "perfil.db")
	if data, _ := os.ReadFile(path); string(data) != before {
		t.Errorf("the file holds %q", data)
	}
}
