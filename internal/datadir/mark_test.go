package datadir_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"perfil/internal/datadir"
)

func markOf(t *testing.T, d *datadir.Dir) string {
	t.Helper()
	mark, err := d.Mark()
	if err != nil {
		t.Fatal(err)
	}
	return mark
}

func TestEachFolderHasAMarkOfItsOwnThatStays(t *testing.T) {
	one, other := locked(t), locked(t)
	mark := markOf(t, one)
	if !regexp.MustCompile(`^[0-9a-f]{16}$`).MatchString(mark) {
		t.Errorf("it is %q", mark)
	}
	if again := markOf(t, one); again != mark {
		t.Errorf("it was %s and is %s", mark, again)
	}
	if markOf(t, other) == mark {
		t.Error("two folders have the same")
	}
	if mode := modeOf(t, filepath.Join(one.Path(), "backup.mark")); mode != 0o600 {
		t.Errorf("mode is %04o", mode)
	}
}

func TestABadMarkIsRefusedAndNotReplaced(t *testing.T) {
	for name, bad := range map[string]string{
		"empty": "", "short": "0123456789abcde\n", "long": "0123456789abcdef0\n", "no digits": "../../../../etc/\n", "upper case": "0123456789ABCDEF\n",
	} {
		d := locked(t)
		file := filepath.Join(d.Path(), "backup.mark")
		if err := os.WriteFile(file, []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		if mark, err := d.Mark(); err == nil || !strings.Contains(err.Error(), file+" is damaged: remove it") {
			t.Errorf("%s: %q, %v", name, mark, err)
		}
		if text, _ := os.ReadFile(file); string(text) != bad {
			t.Errorf("%s: it now holds %q", name, text)
		}
	}
}

func TestWithoutTheLockThereIsNoMark(t *testing.T) {
	if _, err := mustMake(t).Mark(); err == nil {
		t.Error("one was given")
	}
}
