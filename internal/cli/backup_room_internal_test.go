package cli

import (
	"bytes"
	"errors"
	"testing"
)

func TestABackupStopsBeforeItFillsTheDiskOfTheAccounts(t *testing.T) {
	const disk = spare + 40<<20 // the archive goes to it too
	full := errors.New("no room")
	var archive bytes.Buffer
	w := &roomyWriter{to: &archive, room: func() error {
		if disk-archive.Len() < spare {
			return full
		}
		return nil
	}}
	var err error
	for piece := make([]byte, 32<<10); err == nil && archive.Len() < disk; {
		_, err = w.Write(piece)
	}
	if !errors.Is(err, full) {
		t.Errorf("%v", err)
	}
	if left := disk - archive.Len(); left < spare-roomyEvery {
		t.Errorf("%d MiB are left", left>>20)
	}
}

func TestABackupGoesOnWhileThereIsRoom(t *testing.T) {
	var archive bytes.Buffer
	asked := 0
	w := &roomyWriter{to: &archive, room: func() error { asked++; return nil }}
	for range 100 {
		if _, err := w.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if archive.Len() != 100<<20 || asked != 100<<20/roomyEvery {
		t.Errorf("%d bytes, asked %d times", archive.Len(), asked)
	}
}
