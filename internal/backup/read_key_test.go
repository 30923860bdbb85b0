package backup_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"perfil/internal/backup"
	"perfil/internal/datadir"
)

// A key that a restore takes and a server refuses is found out when the restore is
// needed, with the advice to bring it back from a backup.
func TestABackupTakesTheKeysThatAServerTakes(t *testing.T) {
	for name, c := range map[string]struct {
		key  string
		good bool
	}{
		"as it is written": {theKey, true},
		"the shortest":     {strings.Repeat("k", 32), true},
		"too short":        {strings.Repeat("k", 31) + "\n", false},
		"the longest":      {strings.Repeat("k", 4096) + "\n", true},
		"too long":         {strings.Repeat("k", 4097) + "\n", false},
		"far too long":     {strings.Repeat("k", 5000) + "\n", false},
		"from Windows":     {strings.Repeat("k", 40) + "\r\n", true},
		"with a space":     {strings.Repeat("k", 40) + " k\n", false},
		"two lines":        {strings.Repeat("k", 40) + "\n" + strings.Repeat("k", 40) + "\n", false},
		"zeros":            {strings.Repeat("\x00", 40), false},
		"beyond ASCII":     {strings.Repeat("\xe9", 40), false},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := read(t.Context(), archive(t, func(in *backup.Contents) { in.Key = []byte(c.key) }))
			if taken := err == nil; taken != c.good {
				t.Errorf("a backup takes it: %t, %v", taken, err)
			}
			dir, err := datadir.Make(filepath.Join(t.TempDir(), "data"))
			must(t, err)
			must(t, os.WriteFile(dir.Key(), []byte(c.key), 0o600))
			key, err := dir.ReadKey()
			if taken := err == nil; taken != c.good || taken && !bytes.Equal(key, bytes.TrimRight([]byte(c.key), "\r\n")) {
				t.Errorf("a server takes it: %t, %v", taken, err)
			}
		})
	}
}
