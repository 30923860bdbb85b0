package contracttest

import (
	"os"
	"strings"
	"testing"
)

// Generate compares a part of a text file with what the code says, or writes it
// there with -update. The part stands between the lines
//
//	<!-- begin NAME, written by go test -update -->
//	<!-- end NAME -->
func Generate(t *testing.T, file, name, want string) {
	t.Helper()
	text, err := os.ReadFile(file)
	must(t, err)
	begin, end := "<!-- begin "+name+", written by go test -update -->\n", "\n<!-- end "+name+" -->"
	before, rest, found := strings.Cut(string(text), begin)
	got, after, foundEnd := strings.Cut(rest, end)
	if !found || !foundEnd {
		t.Fatalf("%s has no part called %s", file, name)
	}
	if got == want {
		return
	}
	if !*Update {
		t.Errorf("%s does not tell what the code does; run go test -update. It should say:\n%s", file, want)
		return
	}
	must(t, os.WriteFile(file, []byte(before+begin+want+end+after), 0o644))
}
