package datadir_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"perfil/internal/datadir"
)

// The mode of a link is 0777, and chmod does not change it.
func TestOfALinkThatWhichItLeadsToIsExamined(t *testing.T) {
	d, elsewhere := mustMake(t), t.TempDir()
	put(t, elsewhere, "real.db", "real.db-wal")
	if err := os.Symlink(filepath.Join(elsewhere, "real.db"), d.Database()); err != nil {
		t.Fatal(err)
	}
	chmod := func(name string, mode os.FileMode) {
		if err := os.Chmod(filepath.Join(elsewhere, name), mode); err != nil {
			t.Fatal(err)
		}
	}
	chmod("real.db", 0o600)
	chmod("real.db-wal", 0o600)
	if _, problems, err := datadir.Examine(d.Path()); err != nil || len(problems) > 0 {
		t.Errorf("%q, %v", problems, err)
	}
	chmod("real.db", 0o640)
	chmod("real.db-wal", 0o644)
	_, problems, err := datadir.Examine(d.Path())
	if all := strings.Join(problems, "\n"); err != nil || len(problems) != 2 ||
		!strings.Contains(all, "real.db is 0640: run chmod 600") || !strings.Contains(all, "real.db-wal is 0644: run chmod 600") {
		t.Errorf("%q, %v", problems, err)
	}
}
