package perfil_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// pages are all pages of the repository by path.
func pages(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == ".git" || d.Name() == "testdata" || d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if filepath.Ext(path) == ".md" {
			text, err := os.ReadFile(path)
			found[path] = string(text)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

var (
	linkPattern    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	pathPattern    = regexp.MustCompile("`((?:internal|cmd|docs|scripts|bench|e2e|prove|tools)/[A-Za-z0-9_./-]+)`")
	settingPattern = regexp.MustCompile(`PERFIL_[A-Z0-9_]+`)
	testPattern    = regexp.MustCompile("`((?:Test|Fuzz|Benchmark)[A-Za-z0-9_]+)`")
	headingPattern = regexp.MustCompile(`(?m)^#+ (.*)$`)
)

func TestLinksOfThePagesLeadSomewhere(t *testing.T) {
	all := pages(t)
	for page, text := range all {
		for _, m := range linkPattern.FindAllStringSubmatch(text, -1) {
			target, anchor, _ := strings.Cut(m[1], "#")
			if strings.Contains(target, "://") {
				continue
			}
			path := page
			if target != "" {
				path = filepath.Join(filepath.Dir(page), target)
			}
			if _, err := os.Stat(path); err != nil {
				t.Errorf("%s links to %s, which is not there", page, m[1])
			} else if anchor != "" && !hasHeading(all[path], anchor) {
				t.Errorf("%s links to %s, where no heading has that name", page, m[1])
			}
		}
	}
}

func hasHeading(text, anchor string) bool {
	for _, m := range headingPattern.FindAllStringSubmatch(text, -1) {
		if strings.ReplaceAll(strings.ToLower(m[1]), " ", "-") == anchor {
			return true
		}
	}
	return false
}

func TestPathsThatThePagesNameExist(t *testing.T) {
	for page, text := range pages(t) {
		for _, m := range pathPattern.FindAllStringSubmatch(text, -1) {
			if _, err := os.Stat(strings.TrimSuffix(m[1], "/")); err != nil {
				t.Errorf("%s names %s, which is not there", page, m[1])
			}
		}
	}
}

// Every setting is documented, and every documented setting exists.
func TestThePagesKnowEverySettingAndNoOther(t *testing.T) {
	known := map[string]bool{}
	for _, name := range settingPattern.FindAllString(sources(t, "internal", "config"), -1) {
		known[name] = true
	}
	all := pages(t)
	documented := map[string]bool{}
	for page, text := range all {
		for _, name := range settingPattern.FindAllString(text, -1) {
			documented[name] = true
			if !known[name] && !strings.HasPrefix(name, "PERFIL_TEST_") && name != "PERFIL_PROVE" { // of the tests
				t.Errorf("%s names %s, which is no setting", page, name)
			}
		}
	}
	for name := range known {
		if !documented[name] {
			t.Errorf("%s is in no page", name)
		}
	}
}

func TestTestsThatThePagesNameExist(t *testing.T) {
	code := sources(t, ".", "")
	for page, text := range pages(t) {
		for _, m := range testPattern.FindAllStringSubmatch(text, -1) {
			if !strings.Contains(code, "func "+m[1]+"(") {
				t.Errorf("%s names %s, which is no test", page, m[1])
			}
		}
	}
}

// sources is all Go code below root, of directories of one name if it is given.
func sources(t *testing.T, root, dir string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		if dir != "" && (filepath.Base(filepath.Dir(path)) != dir || strings.HasSuffix(path, "_test.go")) {
			return nil
		}
		text, err := os.ReadFile(path)
		all.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// Each requirement is argued, and no page argues for one that is gone.
func TestEveryRequirementIsArgued(t *testing.T) {
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	page := pages(t)[filepath.Join("docs", "dependencies.md")]
	required := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^\t(\S+) v\S+$`).FindAllStringSubmatch(string(mod), -1) {
		required[m[1]] = true
		if !strings.Contains(page, "`"+m[1]+"`") {
			t.Errorf("docs/dependencies.md does not say why %s is there", m[1])
		}
	}
	for _, m := range regexp.MustCompile("`([a-z.]+\\.(?:com|org|net)/[^`]+)`").FindAllStringSubmatch(page, -1) {
		if !required[m[1]] {
			t.Errorf("docs/dependencies.md argues for %s, which is not required", m[1])
		}
	}
}
