package password_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"perfil/internal/password"
)

var onlyCommon = password.Rules{Common: true}

func commonList(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("common-passwords.txt")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

// The search in the list relies on its order and on its letters.
func TestTheListIsSortedLowerCaseAndComplete(t *testing.T) {
	list := commonList(t)
	if !slices.IsSorted(list) || len(slices.Compact(slices.Clone(list))) != len(list) {
		t.Error("not sorted by bytes, or a line twice")
	}
	if len(list) != 19727 {
		t.Errorf("%d lines", len(list))
	}
	for _, line := range list {
		if line == "" || line != strings.ToLower(strings.TrimSpace(line)) {
			t.Errorf("line %q can never be found", line)
		}
	}
}

func TestEveryPasswordOnTheListIsCommon(t *testing.T) {
	list := commonList(t)
	for _, line := range list {
		if onlyCommon.Check(line) == nil || onlyCommon.Check(" "+strings.ToUpper(line)+"\t") == nil {
			t.Errorf("%q was not found", line)
		}
	}
}

func TestWhatIsNotOnTheListIsNotCommon(t *testing.T) {
	list := commonList(t)
	for _, line := range list {
		for _, near := range []string{line + "\x01", line[:len(line)-1], line + "\n" + line, "\n" + line + "\n" + line} {
			near = strings.TrimSpace(near)
			if _, on := slices.BinarySearch(list, near); !on && onlyCommon.Check(near) != nil {
				t.Errorf("%q was found", near)
			}
		}
	}
	for _, plain := range []string{"", "\n", "\x00", "\xff", "zzzzzzzzzzzzzzzz", "~~~~~~~~~~"} {
		if onlyCommon.Check(plain) != nil {
			t.Errorf("%q was found", plain)
		}
	}
}
