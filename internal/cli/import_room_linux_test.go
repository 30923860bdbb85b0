package cli_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// The disk of the accounts has less than an import leaves to others. What is imported
// would wait there, and fill it.
func TestAnImportBesideAServerDoesNotFillItsDisk(t *testing.T) {
	was, m := newFormer(t, "--users", "30"), newMachine(t)
	must(t, os.Mkdir(m.data, 0o700))
	if err := syscall.Mount("tmpfs", m.data, "tmpfs", 0, "size=16m,mode=0700"); err != nil {
		t.Skipf("mounting needs root: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(m.data, syscall.MNT_DETACH) })
	s := m.serve()
	for _, args := range [][]string{
		{"import", "django", was.source},
		{"import", "django", was.source, "--skip-bad"},
		{"import", "jsonl", "-"},
		{"import", "jsonl", "-", "--skip-bad"},
	} {
		r := m.pipe(lineJohn, args...).says("nothing was imported: the disk of the accounts lacks ", " MiB ", "make room there, or stop the server")
		if r.code != 1 || strings.Count(r.err, "nothing was imported") != 1 {
			t.Errorf("exit code %d\n%s%s", r.code, r.out, r.err)
		}
	}
	if r := m.run("user", "list").done(); strings.Contains(r.out, "@") {
		t.Errorf("somebody came\n%s", r.out)
	}
	m.run("import", "django", was.source, "--dry-run").says("accounts would be imported")
	s.end()
	m.run("import", "django", was.source).says("accounts imported") // it needs no room to wait
}

// The disk has room for the rows, and not for the pictures too.
func TestPicturesOfAnImportDoNotFillTheDiskOfAServer(t *testing.T) {
	was, m := newFormer(t), newMachine(t)
	must(t, os.Mkdir(m.data, 0o700))
	if err := syscall.Mount("tmpfs", m.data, "tmpfs", 0, "size=72m,mode=0700"); err != nil {
		t.Skipf("mounting needs root: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(m.data, syscall.MNT_DETACH) })
	s := m.serve()
	var disk syscall.Statfs_t
	must(t, syscall.Statfs(m.data, &disk))
	const left = 67 << 20 // 64 MiB are for others
	filler := filepath.Join(m.data, "filler")
	must(t, os.WriteFile(filler, make([]byte, int64(disk.Bavail)*disk.Bsize-left), 0o600)) //nolint:gosec // 72 MiB
	args := []string{"import", "django", was.source, "--media", was.media}
	m.run(args...).fails(1, "nothing was imported: the disk of the accounts has no more room for the pictures", "make room there")
	s.end()

	bare := m.env
	m.env = append(slices.Clone(bare), "PERFIL_AVATARS="+t.TempDir()) // on another disk
	s = m.serve()
	m.run(append(args, "--dry-run")...).done()
	s.end()

	m.env = bare
	m.serve()
	must(t, os.Remove(filler))
	m.run(args...).done()
}
