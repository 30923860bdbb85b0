package e2e_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// block is a passage of code in a page.
type block struct {
	language string // as it is named after the fence; "" if it is not
	text     string
}

var fenced = regexp.MustCompile("(?ms)^```([a-z]*)\n(.*?)^```$")

// blocks are the passages of code in a page of the repository.
func blocks(t *testing.T, page string) []block {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", page))
	if err != nil {
		t.Fatal(err)
	}
	var all []block
	for _, m := range fenced.FindAllStringSubmatch(string(text), -1) {
		all = append(all, block{language: m[1], text: m[2]})
	}
	return all
}

// blockWith is the passage in this language that contains a text.
func blockWith(t *testing.T, page, language, part string) string {
	t.Helper()
	for _, b := range blocks(t, page) {
		if b.language == language && strings.Contains(b.text, part) {
			return b.text
		}
	}
	t.Fatalf("%s has no %s with %q", page, language, part)
	return ""
}

var (
	quoted  = regexp.MustCompile("(?s)`((?:go run ./cmd/)?perfil [^`]*)`")
	broken  = regexp.MustCompile(`\s*\\\n\s*`) // a line that goes on in the next
	space   = regexp.MustCompile(`\s+`)
	command = regexp.MustCompile(`^(?:go run \./cmd/)?perfil ((?:[a-z]+)(?: .*)?)$`)
	prefix  = regexp.MustCompile(`^(?:[A-Z0-9_]+=\S+ )+`)
)

// commands are the command lines of perfil that a page shows, without the name
// of the program.
func commands(t *testing.T, page string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", page))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, b := range blocks(t, page) {
		lines = append(lines, strings.Split(broken.ReplaceAllString(b.text, " "), "\n")...)
	}
	for _, m := range quoted.FindAllStringSubmatch(fenced.ReplaceAllString(string(text), ""), -1) {
		lines = append(lines, space.ReplaceAllString(m[1], " "))
	}
	var all []string
	for _, line := range lines {
		line, _, _ = strings.Cut(prefix.ReplaceAllString(line, ""), "  ") // what follows explains it
		if m := command.FindStringSubmatch(line); m != nil {
			all = append(all, m[1])
		}
	}
	return all
}

// A command that a page shows and that the program does not take costs a reader
// more than none.
func TestTheProgramTakesEveryCommandThatThePagesShow(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, page := range append(pages, "../README.md") {
		for _, line := range commands(t, strings.TrimPrefix(page, "../")) {
			found++
			out, err := exec.CommandContext(t.Context(), "sh", "-c", "perfil "+line+" --help").CombinedOutput()
			if err != nil {
				t.Errorf("%s shows perfil %s: %v\n%s", page, line, err, out)
			}
		}
	}
	if found < 10 {
		t.Errorf("only %d commands were found: the pages are read wrongly", found)
	}
}
