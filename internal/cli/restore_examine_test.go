package cli_test

import (
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
)

// The terminal goes away while a backup is being looked at that comes through a pipe.
// Of what is in it nothing but the database has been on the disk, and nothing stays.
func TestALookAtABackupLeavesNothingInClear(t *testing.T) {
	// First of all: where the tests run under nohup the command would heed that.
	seen := make(chan os.Signal, 1)
	signal.Notify(seen, syscall.SIGHUP)
	defer signal.Stop(seen)
	m, s, _, _ := inhabited(t)
	s.end()
	file := filepath.Join(t.TempDir(), "b.tar")
	m.run("backup", file).done()
	archive, err := os.ReadFile(file)
	must(t, err)
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	in, feed := io.Pipe()
	defer feed.Close() //nolint:errcheck // a test
	got := make(chan result, 1)
	go func() { got <- m.runWith(t.Context(), in, "backup", "--verify", "-") }()
	// The second piece is asked for when the first was looked at, which ends after the
	// key and the picture.
	most := len(archive) - 2048
	for _, piece := range [][]byte{archive[:most], archive[most : most+1]} {
		_, err = feed.Write(piece)
		must(t, err)
	}
	if during := filesBelow(t, temporary); !slices.Equal(during, []string{"perfil.db"}) {
		t.Errorf("there is %v", during)
	}
	for range 2 { // from the shell and from the system
		must(t, syscall.Kill(os.Getpid(), syscall.SIGHUP))
		<-seen
	}
	(<-got).fails(1, "interrupted")
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Errorf("left over: %v, %v", left, err)
	}
}

func filesBelow(t *testing.T, folder string) (names []string) {
	t.Helper()
	must(t, filepath.WalkDir(folder, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, filepath.Base(path))
		}
		return err
	}))
	return names
}
