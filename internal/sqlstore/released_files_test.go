package sqlstore_test

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// frozen is what a release has left behind for one engine.
type frozen struct {
	database   string // a dump
	statements []statement
}

func (f *frozen) named(name string) (statement, bool) {
	i := slices.IndexFunc(f.statements, func(s statement) bool { return s.name == name })
	if i < 0 {
		return statement{}, false
	}
	return f.statements[i], true
}

// statement is one with the types of its parameters, as PostgreSQL names them.
type statement struct {
	name, text string
	types      []string
}

var head = regexp.MustCompile(`(?m)^-- (\w+)\((.*)\)$`)

// thaw reads what was frozen.
func thaw(t *testing.T, version, engine string) frozen {
	t.Helper()
	f := frozen{database: contentOf(t, frozenAt(version, engine+".sql"))}
	for part := range strings.SplitSeq(contentOf(t, frozenAt(version, engine+"-statements.sql")), "\n;\n") {
		found := head.FindStringSubmatchIndex(part)
		if found == nil {
			continue
		}
		s := statement{name: part[found[2]:found[3]], text: strings.TrimSpace(part[found[1]:])}
		if types := part[found[4]:found[5]]; types != "" {
			s.types = strings.Split(types, ", ")
		}
		f.statements = append(f.statements, s)
	}
	if len(f.statements) < 50 {
		t.Fatalf("only %d statements were found", len(f.statements))
	}
	return f
}

// write is the other direction.
func (f *frozen) write(t *testing.T, version, engine string) {
	t.Helper()
	var statements strings.Builder
	for _, s := range f.statements {
		fmt.Fprintf(&statements, "-- %s(%s)\n%s\n;\n\n", s.name, strings.Join(s.types, ", "), s.text)
	}
	for name, text := range map[string]string{engine + ".sql": f.database, engine + "-statements.sql": statements.String()} {
		path := frozenAt(version, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// releases are the versions that are frozen, the newest first.
func releases(t *testing.T) []string {
	t.Helper()
	found, err := filepath.Glob(frozenAt("*", "postgres.sql"))
	if err != nil || len(found) == 0 {
		t.Fatalf("no schema is frozen: %v", err)
	}
	var versions []string
	for _, path := range found {
		versions = append(versions, filepath.Base(filepath.Dir(path)))
	}
	slices.SortFunc(versions, func(a, b string) int { return slices.Compare(numbers(b), numbers(a)) })
	return versions
}

// numbers are those of a version, so that 0.10.0 comes behind 0.9.0.
func numbers(version string) (all []int) {
	for part := range strings.SplitSeq(version, ".") {
		n, _ := strconv.Atoi(part)
		all = append(all, n)
	}
	return all
}

var heading = regexp.MustCompile(`(?m)^## v?(\d+\.\d+\.\d+)`)

// changelogVersions are those that the changelog tells of.
func changelogVersions(t *testing.T) (versions []string) {
	t.Helper()
	for _, found := range heading.FindAllStringSubmatch(contentOf(t, "../../CHANGELOG.md"), -1) {
		versions = append(versions, found[1])
	}
	return versions
}

func isReleased(t *testing.T, version string) bool {
	t.Helper()
	return slices.Contains(changelogVersions(t), version)
}

// arguments are values with which a statement runs.
func (s *statement) arguments() []any {
	args := make([]any, max(len(s.types), parametersOf(s.text)))
	for i := range args {
		args[i] = s.argument(i)
	}
	return args
}

// sensible are values that a CHECK asks for. Everything else may be any text; this
// one is also the name of a table, for which some statements ask.
var sensible = map[string]string{"role": "user", "status": "active"}

func (s *statement) argument(i int) any {
	text := cmp.Or(sensible[s.column(i+1)], "accounts")
	if i >= len(s.types) {
		return int64(1)
	}
	switch s.types[i] {
	case "bigint":
		return int64(1)
	case "bytea":
		return []byte{1}
	default:
		return text
	}
}

var parameter = regexp.MustCompile(`\$(\d+)`)

// parametersOf counts the parameters of a statement.
func parametersOf(text string) (most int) {
	for _, found := range parameter.FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(found[1])
		most = max(most, n)
	}
	return most
}

var inserting = regexp.MustCompile(`INSERT INTO \w+ \(([^)]*)\)\s*(?:VALUES \(|SELECT )([^)]*)`)

// column is the one that a parameter is written to, "" for others.
func (s *statement) column(n int) string {
	if found := regexp.MustCompile(fmt.Sprintf(`(\w+) = \$%d\b`, n)).FindStringSubmatch(s.text); found != nil {
		return found[1]
	}
	for _, found := range inserting.FindAllStringSubmatch(s.text, -1) {
		columns, values := strings.Split(found[1], ","), strings.Split(found[2], ",")
		for i := range min(len(columns), len(values)) {
			// Behind the last value the statement goes on.
			if value := strings.Fields(values[i]); len(value) > 0 && value[0] == fmt.Sprintf("$%d", n) {
				return strings.TrimSpace(columns[i])
			}
		}
	}
	return ""
}
