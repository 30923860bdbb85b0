package sqlite_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/sqlite"
)

// crashed gives what a killed process leaves: a database that is large enough not
// to be read through, its log with fifty commits, and the index of that.
func crashed(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "perfil.db")
	crowd(t, path)
	s := sqlstore.New(openedAt(t, path))
	for range 50 {
		storetest.Stored(t, s)
	}
	after := filepath.Join(t.TempDir(), "perfil.db")
	for _, suffix := range []string{"", "-wal", "-shm"} {
		write(t, after+suffix, content(t, path+suffix))
	}
	return after
}

func content(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, name string) {
	t.Helper()
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
}

// flip changes a byte; a negative place is counted from the end.
func flip(t *testing.T, name string, place int) {
	t.Helper()
	data := content(t, name)
	if place < 0 {
		place += len(data)
	}
	data[place] ^= 0x40
	write(t, name, data)
}

func cut(t *testing.T, name string, size int) {
	t.Helper()
	if err := os.Truncate(name, int64(size)); err != nil {
		t.Fatal(err)
	}
}

func half(t *testing.T, name string) int { return len(content(t, name)) / 2 }

func TestALogThatLostWhatWasAcknowledgedIsRefused(t *testing.T) {
	for name, damage := range map[string]func(*testing.T, string){
		"a bit in the middle": func(t *testing.T, path string) { flip(t, path+"-wal", half(t, path+"-wal")) },
		"a bit in the middle, without the index": func(t *testing.T, path string) {
			remove(t, path+"-shm")
			flip(t, path+"-wal", half(t, path+"-wal"))
		},
		"a bit near the end":  func(t *testing.T, path string) { flip(t, path+"-wal", -100) },
		"a bit in the head":   func(t *testing.T, path string) { flip(t, path+"-wal", 9) },
		"cut in the middle":   func(t *testing.T, path string) { cut(t, path+"-wal", half(t, path+"-wal")) },
		"cut by a byte":       func(t *testing.T, path string) { cut(t, path+"-wal", 2*half(t, path+"-wal")-1) },
		"emptied":             func(t *testing.T, path string) { cut(t, path+"-wal", 0) },
		"removed":             func(t *testing.T, path string) { remove(t, path+"-wal") },
		"beside a short file": func(t *testing.T, path string) { cut(t, path, 20*4096) },
	} {
		t.Run(name, func(t *testing.T) {
			path := crashed(t)
			damage(t, path)
			before := [][]byte{content(t, path)}
			e, err := sqlite.Open(t.Context(), path)
			if err == nil {
				_ = e.Close()
				t.Fatal("it was opened")
			}
			if !strings.Contains(err.Error(), "is damaged") || !strings.Contains(err.Error(), "restore a backup") {
				t.Errorf("%v", err)
			}
			if after := content(t, path); string(after) != string(before[0]) {
				t.Error("the database has changed")
			}
		})
	}
}

func TestWhatACrashLeavesIsOpened(t *testing.T) {
	for name, happened := range map[string]func(*testing.T, string){
		"killed":                   func(*testing.T, string) {},
		"power lost":               func(t *testing.T, path string) { remove(t, path+"-shm") },
		"power lost, an old index": func(t *testing.T, path string) { flip(t, path+"-shm", 33); flip(t, path+"-shm", 81) },
		"power lost while a commit was written": func(t *testing.T, path string) {
			remove(t, path+"-shm")
			write(t, path+"-wal", append(content(t, path+"-wal"), content(t, path+"-wal")[32:5000]...))
		},
		"the log was just made": func(t *testing.T, path string) {
			remove(t, path+"-shm")
			cut(t, path+"-wal", 17)
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := crashed(t)
			happened(t, path)
			if err := openedAt(t, path).Check(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// Of each of two commits that a power cut tore the end is on the disk, and something
// before it is not. That another process has the file open keeps the log from
// ending with the connection that looks at it first.
func TestASecondPowerCutIsNoLossOfCommits(t *testing.T) {
	const head, frame = 32, 24 + 4096
	for name, had := range map[string]struct{ log, accounts int }{
		"behind commits": {1 << 30, 450}, "in a log that was just begun": {head, 400},
	} {
		t.Run(name, func(t *testing.T) {
			path := crashed(t)
			remove(t, path+"-shm")
			log := content(t, path+"-wal")
			torn := append(make([]byte, 29*frame), log[len(log)-frame:]...)
			write(t, path+"-wal", append(log[:min(had.log, len(log))], torn...))
			defer elsewhere(t, path).Close() //nolint:errcheck // only there
			s := sqlstore.New(openedAt(t, path))
			before := content(t, path+"-wal")
			storetest.Stored(t, s)
			after := filepath.Join(t.TempDir(), "perfil.db")
			for _, suffix := range []string{"", "-wal"} {
				write(t, after+suffix, content(t, path+suffix))
			}
			flip(t, after+"-wal", max(head+24, differing(before, content(t, after+"-wal"))))
			page, err := sqlstore.New(openedAt(t, after)).List(t.Context(), account.Query{Limit: 1, Count: true})
			if err != nil || page.Total != had.accounts {
				t.Errorf("%d accounts are left, %v", page.Total, err)
			}
		})
	}
}

// elsewhere is another program that has the file open and does nothing with it.
func elsewhere(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), "SELECT COUNT(*) FROM accounts"); err != nil {
		t.Fatal(err)
	}
	return db
}

// differing is the place of the first byte that differs.
func differing(before, after []byte) int {
	for i := range before {
		if before[i] != after[i] {
			return i
		}
	}
	return len(before)
}

func TestTheWayOutOfADamagedLogLeadsOut(t *testing.T) {
	path := crashed(t)
	flip(t, path+"-wal", half(t, path+"-wal"))
	_, err := sqlite.Open(t.Context(), path)
	var damaged *sqlite.LogError
	if !errors.As(err, &damaged) || damaged.Keep == 0 {
		t.Fatalf("%v", err)
	}
	cut(t, damaged.Path, int(damaged.Keep))
	remove(t, path+"-shm")
	e := openedAt(t, path)
	if err := e.Check(t.Context()); err != nil {
		t.Error(err)
	}
	page, err := sqlstore.New(e).List(t.Context(), account.Query{Limit: 1, Count: true})
	if err != nil || page.Total < 400 || page.Total >= 450 {
		t.Errorf("%d accounts are left, %v", page.Total, err)
	}
}

func TestALogIsReadAfterEveryWriteOfARealOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "perfil.db")
	s := sqlstore.New(openedAt(t, path))
	for range 200 { // some of them begin the log anew
		storetest.Stored(t, s)
		after := filepath.Join(t.TempDir(), "perfil.db")
		for _, suffix := range []string{"", "-wal", "-shm"} {
			write(t, after+suffix, content(t, path+suffix))
		}
		if _, err := sqlite.CheckLog(after); err != nil {
			t.Fatal(err)
		}
	}
}

// FuzzCheckLog gives it what a disk may give back: it ends, and takes no memory for
// what is not there.
func FuzzCheckLog(f *testing.F) {
	f.Add([]byte{}, []byte{})
	f.Add([]byte("\x37\x7f\x06\x82\x00\x2d\xe2\x18\x00\x00\x02\x00"+strings.Repeat("x", 600)), []byte(strings.Repeat("i", 136)))
	f.Fuzz(func(t *testing.T, log, index []byte) {
		path := filepath.Join(t.TempDir(), "perfil.db")
		write(t, path, make([]byte, 4096))
		write(t, path+"-wal", log)
		write(t, path+"-shm", index)
		_, _ = sqlite.CheckLog(path)
	})
}
