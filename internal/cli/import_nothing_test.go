package cli_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// An empty folder would be taken for accounts that are gone.
func TestAnImportOfWhatIsNotThereMakesNoFolder(t *testing.T) {
	m, missing := newMachine(t), filepath.Join(t.TempDir(), "none")
	for _, args := range [][]string{
		{"import", "jsonl", missing},
		{"import", "django", "sqlite:" + missing},
		{"import", "express", "@" + missing},
	} {
		if r := m.run(args...); r.code != 1 {
			t.Errorf("%v: exit code %d\n%s", args, r.code, r.err)
		}
		if _, err := os.Stat(m.data); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%v: the data folder is there, %v", args, err)
		}
	}
}
