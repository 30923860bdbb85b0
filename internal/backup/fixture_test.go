package backup_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"testing"
	"time"

	"perfil/internal/avatar"
	"perfil/internal/backup"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// pictures are the names of the fixture; the last is in no store.
var pictures = []avatar.Name{
	"00000000000000000000000000000001.png",
	"00000000000000000000000000000002.jpg",
	"00000000000000000000000000000003.png",
}

func shown(names ...avatar.Name) iter.Seq2[avatar.Name, error] {
	return func(yield func(avatar.Name, error) bool) {
		for _, name := range names {
			if !yield(name, nil) {
				return
			}
		}
	}
}

const (
	theDatabase = "SQLite format 3\x00 and some pages"
	theKey      = "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk\n"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// contents makes what an archive is written of: a database, a key and two of
// three pictures.
func contents(t testing.TB) backup.Contents {
	t.Helper()
	folder := t.TempDir()
	path := filepath.Join(folder, "db")
	must(t, os.WriteFile(path, []byte(theDatabase), 0o600))
	database, err := os.Open(path)
	must(t, err)
	t.Cleanup(func() { _ = database.Close() })
	scratch, err := os.Create(filepath.Join(folder, "scratch"))
	must(t, err)
	t.Cleanup(func() { _ = scratch.Close() })
	store, err := avatar.NewFolder(filepath.Join(folder, "avatars"))
	must(t, err)
	t.Cleanup(func() { _ = store.Close() })
	for _, name := range pictures[:2] {
		must(t, store.Put(t.Context(), name, []byte("the picture "+name)))
	}
	return backup.Contents{
		Program: "test", MadeAt: noon, Database: database, Key: []byte(theKey), Accounts: 5, Sessions: 7, Schema: 3,
		Shown: shown(pictures...), Pictures: store, Scratch: scratch,
	}
}

// archive writes one.
func archive(t testing.TB, change func(*backup.Contents)) []byte {
	t.Helper()
	c := contents(t)
	if change != nil {
		change(&c)
	}
	var out bytes.Buffer
	_, err := backup.Write(t.Context(), &out, c)
	must(t, err)
	return out.Bytes()
}

func whole(*backup.Contents) {}

// kept is what a sink was given.
type kept map[string]string

func (k kept) Take(name string, from io.Reader, size int64) error {
	if _, twice := k[name]; twice {
		return fmt.Errorf("%s came twice", name)
	}
	data, err := io.ReadAll(from)
	if err != nil {
		return err
	}
	if int64(len(data)) != size {
		return io.ErrUnexpectedEOF
	}
	k[name] = string(data)
	return nil
}

func read(ctx context.Context, data []byte) (kept, backup.Told, error) {
	got := kept{}
	told, err := backup.Read(ctx, bytes.NewReader(data), got)
	return got, told, err
}
