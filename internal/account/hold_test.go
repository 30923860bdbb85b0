package account_test

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
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
