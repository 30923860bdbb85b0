package avatar_test

import (
	"bytes"
	"errors"
	"syscall"
	"testing"

	"perfil/internal/avatar"
)

// The limit on the size of a file fails a write half way, as a full disk does,
// and needs no disk of its own.
func TestAFullDiskIsUnavailableAndLeavesNothing(t *testing.T) {
	path := t.TempDir()
	store := folder(t, path)
	kept := keep(t, store, pngImage.Bytes)
	name := avatar.NewName(pngImage)

	var usual syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &usual); err != nil {
		t.Fatal(err)
	}
	full := syscall.Rlimit{Cur: 4096, Max: usual.Max}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &full); err != nil {
		t.Fatal(err)
	}
	err := store.Put(t.Context(), name, bytes.Repeat([]byte("x"), 100_000))
	if back := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &usual); back != nil {
		t.Fatal(back)
	}
	if !errors.Is(err, avatar.ErrUnavailable) || !errors.Is(err, syscall.EFBIG) {
		t.Errorf("%v", err)
	}
	if left := entries(t, path); len(left) != 1 || left[0] != string(kept) {
		t.Errorf("left %v", left)
	}
	read(t, store, kept)
	if err := store.Put(t.Context(), name, pngImage.Bytes); err != nil {
		t.Errorf("with space again: %v", err)
	}
}
