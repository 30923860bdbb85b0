package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"perfil/internal/datadir"
	"perfil/internal/usertest"
)

// A user who may not read the database was told to restore a backup.
func TestTheDoctorCallsNothingDamagedThatItMayNotRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data")
	usertest.Reach(t, path)
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(path, "perfil.db"), []byte("of root"), 0o600); err != nil {
		t.Fatal(err)
	}
	usertest.Give(t, path)
	usertest.As(t, func() {
		var said strings.Builder
		dir, err := datadir.Open(path)
		if err == nil {
			err = (&doctorCommand{}).examineDatabase(t.Context(), &diagnosis{out: &said}, dir, false)
		}
		if err != nil || said.String() != "" {
			t.Errorf("%q, %v", &said, err)
		}
	})
}
