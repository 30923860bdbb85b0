package migrate_test

import (
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"

	"perfil/internal/migrate"
)

// A disk of 1 MiB tells of no bounds here, and is full in the middle.
func TestAFullDiskSaysHowMuchIsMissing(t *testing.T) {
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=1m,mode=0700"); err != nil {
		t.Skipf("mounting needs root: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(disk, 0) })
	for _, skip := range []bool{false, true} {
		p := newPlace(t)
		report, err := migrate.Import(t.Context(), p.Service, p.operator, migrate.NewJSONL(strings.NewReader(lines(1, 20_000))),
			migrate.Options{SkipBad: skip, Spool: disk})
		var full *migrate.NoRoomError
		if !errors.As(err, &full) || full.Missing < 4<<20 || full.Missing > 32<<20 || !strings.Contains(err.Error(), " lacks ") {
			t.Errorf("%+v, %v", report, err)
		}
		if left, err := os.ReadDir(disk); report.Kept != 0 || len(p.accounts(t)) != 0 || len(left) != 0 || err != nil {
			t.Errorf("%+v, %d accounts, %v, %v", report, len(p.accounts(t)), left, err)
		}
	}
}
