package account_test

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestAPictureThatIsHeldOutlivesItsReplacement(t *testing.T) {
	w := newWorld(t)
	ada := w.join("ada")
	ada.upload(picture(t))
	var said bytes.Buffer
	work := func() int {
		t.Helper()
		files, err := os.ReadDir(w.folder)
		must(t, err)
		for _, file := range files { // old enough to be an orphan
			must(t, os.Chtimes(filepath.Join(w.folder, file.Name()), time.Time{}, w.clock()))
		}
		w.pass(2 * time.Hour)
		w.DoJobs(t.Context(), slog.New(slog.NewTextHandler(&said, nil)))
		must(t, w.SweepPictures(t.Context()))
		return w.kept()
	}
	release, releaseToo := w.HoldPictures(), w.HoldPictures()
	ada.upload(picture(t))
	for range 50 { // more often than a job is tried
		if n := work(); n != 2 {
			t.Fatalf("%d pictures are there while they are held", n)
		}
	}
	release()
	if n := work(); n != 2 {
		t.Errorf("%d pictures are there while somebody still holds them", n)
	}
	releaseToo()
	if n := work(); n != 1 {
		t.Errorf("%d pictures are there afterwards", n)
	}
	if said.Len() > 0 {
		t.Errorf("the log says %s", &said)
	}
}

// A hold is no failure, however long it is: what fails after it is tried again.
func TestARemovalThatWasHeldHasAllItsTriesLeft(t *testing.T) {
	w := newWorld(t)
	ada := w.join("ada")
	former := filepath.Join(w.folder, ada.upload(picture(t)).Avatar)
	release := w.HoldPictures()
	ada.upload(picture(t))
	var said bytes.Buffer
	work := func() {
		w.pass(2 * time.Hour)
		w.DoJobs(t.Context(), slog.New(slog.NewTextHandler(&said, nil)))
	}
	for range 50 { // more often than a job is tried
		work()
	}
	release()
	must(t, os.Remove(former))
	must(t, os.MkdirAll(filepath.Join(former, "not empty"), 0o700)) // cannot be removed
	work()
	if !strings.Contains(said.String(), "tried again") || !strings.Contains(said.String(), "attempt=1 ") {
		t.Errorf("the log says %s", &said)
	}
	must(t, os.Remove(filepath.Join(former, "not empty")))
	work()
	if n := w.kept(); n != 1 {
		t.Errorf("%d pictures are there afterwards", n)
	}
}
