// Package perfil_test holds what is true of the whole tree: who may import whom,
// and that every package says what it owns. A rule of structure that matters is
// a test, because a paragraph wears off.
package perfil_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport lists, for every package, which of our own packages it may import.
// A prefix that ends in /... stands for everything below. What is not listed may
// import nothing of ours, so a new package has to be put in its place here.
var mayImport = map[string][]string{
	"cmd/perfil":                 {"internal/cli"},
	"internal/avatar":            {"internal/durable"},
	"internal/datadir":           {"internal/durable"},
	"internal/account":           {"internal/password", "internal/token", "internal/avatar", "internal/mail"},
	"internal/sqlstore":          {"internal/account", "internal/password", "internal/token"},
	"internal/sqlstore/sqlite":   {"internal/account", "internal/sqlstore"},
	"internal/sqlstore/postgres": {"internal/account", "internal/sqlstore"},
	"internal/contract/entrance": {"internal/account", "internal/web"},
	"internal/contract/django":   {"internal/account", "internal/web", "internal/contract/entrance"},
	"internal/contract/express":  {"internal/account", "internal/web", "internal/contract/entrance"},
	"internal/site":              {"internal/account", "internal/web"},
	"internal/migrate":           {"internal/account", "internal/password", "internal/durable"},
	"internal/migrate/django": {
		"internal/account", "internal/password", "internal/migrate", "internal/migrate/olddb", "internal/migrate/sqlfile",
	},
	"internal/migrate/express": {
		"internal/account", "internal/password", "internal/migrate", "internal/migrate/olddb", "internal/migrate/sqlfile",
	},
	"internal/backup": {"internal/avatar", "internal/durable"},
	"internal/server": {"internal/account", "internal/apidocs", "internal/contract/...", "internal/site", "internal/web"},
	"internal/cli":    {"internal/..."},
}

// pkg is what the go command tells of a package.
type pkg struct {
	ImportPath string
	Doc        string
	Imports    []string
}

const module = "perfil/"

func packages(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Doc,Imports", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		p.ImportPath = strings.TrimPrefix(p.ImportPath, module)
		all = append(all, p)
	}
}

func allows(rules []string, path string) bool {
	return slices.ContainsFunc(rules, func(rule string) bool {
		prefix, below := strings.CutSuffix(rule, "...")
		return below && strings.HasPrefix(path, prefix) || rule == path
	})
}

func TestPackagesImportOnlyWhatTheirPlaceAllows(t *testing.T) {
	for _, p := range packages(t) {
		if isForTests(p.ImportPath) {
			continue
		}
		for _, imported := range p.Imports {
			own, ours := strings.CutPrefix(imported, module)
			if ours && !allows(mayImport[p.ImportPath], own) {
				t.Errorf("%s imports %s: not its business, see docs/architecture.md", p.ImportPath, own)
			}
		}
	}
}

func TestNoProgramCarriesTestCode(t *testing.T) {
	for _, p := range packages(t) {
		if isForTests(p.ImportPath) {
			continue
		}
		for _, imported := range p.Imports {
			if imported == "testing" || isForTests(strings.TrimPrefix(imported, module)) {
				t.Errorf("%s imports %s, which is for tests", p.ImportPath, imported)
			}
		}
	}
}

// isForTests says whether a package serves tests, benchmarks or stories only.
func isForTests(path string) bool {
	return strings.HasSuffix(path, "test") || path == "perfil" || path == "prove" ||
		strings.HasPrefix(path, "e2e") || strings.HasPrefix(path, "bench")
}

func TestEveryPackageSaysWhatItOwns(t *testing.T) {
	for _, p := range packages(t) {
		onlyTests := p.ImportPath == "perfil" || p.ImportPath == "e2e" || p.ImportPath == "prove"
		if p.Doc == "" && !onlyTests {
			t.Errorf("%s has no package comment", p.ImportPath)
		}
	}
}
