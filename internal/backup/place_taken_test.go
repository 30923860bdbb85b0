package backup_test

import (
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"perfil/internal/backup"
)

func TestANameThatIsTakenStaysAsItIs(t *testing.T) {
	everywhere(t, func(t *testing.T, place backup.Place) {
		must(t, place.Create(t.Context(), "a.tar", text("one"), nil))
		if err := place.Create(t.Context(), "a.tar", text("two"), nil); !errors.Is(err, backup.ErrTaken) {
			t.Errorf("%v", err)
		}
		// The other one comes to its end while this one is being written.
		err := place.Create(t.Context(), "b.tar", func(w io.Writer) error {
			must(t, place.Create(t.Context(), "b.tar", text("the faster one"), nil))
			return text("the slower one")(w)
		}, nil)
		if !errors.Is(err, backup.ErrTaken) {
			t.Errorf("%v", err)
		}
		for name, want := range map[string]string{"a.tar": "one", "b.tar": "the faster one"} {
			if got := content(t, place, name); got != want {
				t.Errorf("%s: %q", name, got)
			}
		}
		if got := names(t, place); len(got) != 2 {
			t.Errorf("%v", got)
		}
	})
}

func TestThatSomethingElseIsTakenIsNotSaidOfTheName(t *testing.T) {
	everywhere(t, func(t *testing.T, place backup.Place) {
		exists := func(io.Writer) error { return os.ErrExist }
		if err := place.Create(t.Context(), "a.tar", exists, nil); !errors.Is(err, os.ErrExist) || errors.Is(err, backup.ErrTaken) {
			t.Errorf("write: %v", err)
		}
		err := place.Create(t.Context(), "a.tar", text("one"), func(io.Reader) error { return os.ErrExist })
		if !errors.Is(err, backup.ErrUnread) || errors.Is(err, backup.ErrTaken) {
			t.Errorf("check: %v", err)
		}
	})
}

// A bucket that failed to answer at the end was taken for one without a backup of that
// name, and what had come meanwhile was written over.
func TestABucketThatDoesNotSayWhetherANameIsFreeGetsNothing(t *testing.T) {
	var silent atomic.Bool
	place, err := backup.At(bucketBehind(t, func(w http.ResponseWriter, r *http.Request) bool {
		if silent.Load() && r.Method == http.MethodHead {
			w.WriteHeader(http.StatusBadRequest)
			return false
		}
		return true
	}))
	must(t, err)
	err = place.Create(t.Context(), "a.tar", func(w io.Writer) error {
		must(t, place.Create(t.Context(), "a.tar", text("the faster one"), nil))
		silent.Store(true)
		return text("the slower one")(w)
	}, nil)
	if err == nil || errors.Is(err, backup.ErrTaken) {
		t.Errorf("%v", err)
	}
	if got := content(t, place, "a.tar"); got != "the faster one" {
		t.Errorf("%q", got)
	}
}

func TestABucketThatMayOnlyBeWrittenToTakesBackups(t *testing.T) {
	var locked atomic.Bool
	place, err := backup.At(guardedBucket(t, func(r *http.Request) bool { return !locked.Load() || r.Method != http.MethodHead }))
	must(t, err)
	locked.Store(true)
	must(t, place.Create(t.Context(), "a.tar", text("one"), nil))
	if got := content(t, place, "a.tar"); got != "one" {
		t.Errorf("%q", got)
	}
}

func TestALinkIsNeverReplaced(t *testing.T) {
	folder := t.TempDir()
	link := filepath.Join(folder, "a.tar")
	must(t, os.Symlink(filepath.Join(folder, "nothing"), link))
	place, err := backup.At(folder)
	must(t, err)
	if err := place.Create(t.Context(), "a.tar", text("one"), nil); !errors.Is(err, backup.ErrTaken) {
		t.Errorf("create: %v", err)
	}
	if err := place.Replace(t.Context(), "a.tar", text("one")); err == nil || !strings.Contains(err.Error(), "is no file") {
		t.Errorf("replace: %v", err)
	}
	if _, err := os.Readlink(link); err != nil {
		t.Error(err)
	}
}

// A connection broke while a whole night's backup was read back. It was removed as
// damaged, and the next one was a day away.
func TestABackupOutlivesAConnectionThatBreaksWhileItIsReadBack(t *testing.T) {
	broken := 0
	place, err := backup.At(bucketBehind(t, func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodGet || !strings.HasSuffix(r.URL.Path, "/a.tar") || broken == 2 {
			return true
		}
		broken++
		w.Header().Set("Content-Length", "6")
		w.Header().Set("ETag", `"0123456789abcdef0123456789abcdef"`)
		w.Header().Set("Last-Modified", time.Now().UTC().Format(http.TimeFormat))
		_, _ = io.WriteString(w, "who")
		return false
	}))
	must(t, err)
	read := ""
	must(t, place.Create(t.Context(), "a.tar", text("whole"), func(stored io.Reader) error {
		data, err := io.ReadAll(stored)
		if errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("the end of a connection is taken for that of the backup: %v", err)
		}
		read = string(data)
		return err
	}))
	if read != "whole" || broken != 2 {
		t.Errorf("read back %q after %d broken connections", read, broken)
	}
	if got := names(t, place); !slices.Equal(got, []string{"a.tar"}) {
		t.Errorf("%v", got)
	}
}
