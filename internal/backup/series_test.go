package backup_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"perfil/internal/backup"
)

// made gives the series of a server in a place, with a backup of each hour.
func made(t *testing.T, place backup.Place, mark string, p *backup.Passphrase, hours, keep int) *backup.Series {
	t.Helper()
	s := backup.NewSeries(place, mark, p)
	for hour := range hours {
		_, told, err := s.Add(t.Context(), noon.Add(time.Duration(hour)*time.Hour), keep, writes(t))
		if err != nil || told.Accounts != 5 {
			t.Fatalf("%+v, %v", told, err)
		}
	}
	return s
}

func writes(t *testing.T) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := backup.Write(t.Context(), w, contents(t))
		return err
	}
}

func TestTheOldestOfASeriesGoAndNothingElse(t *testing.T) {
	everywhere(t, func(t *testing.T, place backup.Place) {
		others := []string{"mine.tar", "perfil-auto-bbbb-20200101T000000Z.tar", "perfil-auto-aaaa-yesterday.tar", "perfil-auto-aaaa-20200101T000000Z.tar.bak"}
		for _, name := range others {
			must(t, place.Create(t.Context(), name, text("not ours"), nil))
		}
		s := made(t, place, "aaaa", nil, 4, 2)
		want := append(slices.Clone(others), "perfil-auto-aaaa-20261122T140000Z.tar", "perfil-auto-aaaa-20261122T150000Z.tar")
		slices.Sort(want)
		if got := names(t, place); !slices.Equal(got, want) {
			t.Errorf("there is %v, want %v", got, want)
		}
		if n, err := s.Newest(t.Context(), noon.Add(3*time.Hour)); err != nil || !n.Found || !n.At.Equal(noon.Add(3*time.Hour)) {
			t.Errorf("%+v, %v", n, err)
		}
	})
}

func TestEncryptedAndPlainBackupsAreOneSeries(t *testing.T) {
	place, err := backup.At(t.TempDir())
	must(t, err)
	made(t, place, "aaaa", nil, 1, 3)
	made(t, place, "aaaa", passphrase(t, words), 3, 2)
	if got := names(t, place); !slices.Equal(got, []string{"perfil-auto-aaaa-20261122T130000Z.tar.age", "perfil-auto-aaaa-20261122T140000Z.tar.age"}) {
		t.Errorf("%v", got)
	}
}

func TestAClockThatWentBackDoesNotRemoveTheNewOne(t *testing.T) {
	place, err := backup.At(t.TempDir())
	must(t, err)
	s := made(t, place, "aaaa", nil, 1, 1)
	name, _, err := s.Add(t.Context(), noon.Add(-time.Hour), 1, writes(t))
	must(t, err)
	if got := names(t, place); !slices.Equal(got, []string{name}) {
		t.Errorf("%v", got)
	}
}

func TestABackupThatCannotBeReadBackPushesNoneOut(t *testing.T) {
	everywhere(t, func(t *testing.T, place backup.Place) {
		s := made(t, place, "aaaa", nil, 2, 2)
		_, told, err := s.Add(t.Context(), noon.Add(5*time.Hour), 2, text("half of it"))
		if !errors.Is(err, backup.ErrForeign) || !errors.Is(err, backup.ErrUnread) || told.Format != "" {
			t.Errorf("%+v, %v", told, err)
		}
		torn := errors.New("the disk is full")
		if _, _, err = s.Add(t.Context(), noon.Add(6*time.Hour), 2, func(io.Writer) error { return torn }); !errors.Is(err, torn) {
			t.Errorf("%v", err)
		}
		want := []string{"perfil-auto-aaaa-20261122T120000Z.tar", "perfil-auto-aaaa-20261122T130000Z.tar"}
		if got := names(t, place); !slices.Equal(got, want) {
			t.Errorf("after what failed there is %v, want %v", got, want)
		}
		if n, err := s.Newest(t.Context(), noon.Add(6*time.Hour)); err != nil || !n.Found || !n.At.Equal(noon.Add(time.Hour)) {
			t.Errorf("the newest is %+v, %v", n, err)
		}
		_, _, err = s.Add(t.Context(), noon.Add(7*time.Hour), 2, writes(t))
		must(t, err)
		if got := names(t, place); !slices.Equal(got, []string{want[1], "perfil-auto-aaaa-20261122T190000Z.tar"}) {
			t.Errorf("after the next good one there is %v", got)
		}
	})
}

func TestABackupWhoseCheckWasCutOffIsNone(t *testing.T) {
	t.Run("folder", func(t *testing.T) {
		place, err := backup.At(t.TempDir())
		must(t, err)
		ctx, end := context.WithCancel(t.Context())
		cutOff(ctx, t, place, func(w io.Writer) error {
			defer end()
			return writes(t)(w)
		})
	})
	t.Run("bucket", func(t *testing.T) {
		ctx, end := context.WithCancel(t.Context())
		place, err := backup.At(guardedBucket(t, func(r *http.Request) bool {
			if isRead(r) && strings.Contains(r.URL.Path, "perfil-auto-") {
				end()
			}
			return true
		}))
		must(t, err)
		cutOff(ctx, t, place, writes(t))
	})
}

func cutOff(ctx context.Context, t *testing.T, place backup.Place, write func(io.Writer) error) {
	t.Helper()
	s := backup.NewSeries(place, "aaaa", nil)
	if _, told, err := s.Add(ctx, noon, 3, write); !errors.Is(err, backup.ErrUnread) || told.Format != "" {
		t.Errorf("%+v, %v", told, err)
	}
	if got := names(t, place); len(got) != 0 {
		t.Errorf("there is %v", got)
	}
}

func isRead(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.Contains(r.URL.Path, ".tar")
}

// What a bucket keeps against our will counts for nothing, and goes as soon as it may.
func TestABackupThatIsNeitherReadNorRemovedPushesNoneOut(t *testing.T) {
	var locked atomic.Bool
	place, err := backup.At(guardedBucket(t, func(r *http.Request) bool {
		return !locked.Load() || !isRead(r) && r.Method != http.MethodDelete
	}))
	must(t, err)
	s := made(t, place, "aaaa", nil, 2, 2)
	locked.Store(true)
	if _, _, err := s.Add(t.Context(), noon.Add(5*time.Hour), 2, writes(t)); !errors.Is(err, backup.ErrUnread) {
		t.Errorf("%v", err)
	}
	if got := names(t, place); len(got) != 3 {
		t.Errorf("there is %v", got)
	}
	locked.Store(false)
	_, _, err = s.Add(t.Context(), noon.Add(6*time.Hour), 2, writes(t))
	must(t, err)
	want := []string{"perfil-auto-aaaa-20261122T130000Z.tar", "perfil-auto-aaaa-20261122T180000Z.tar"}
	if got := names(t, place); !slices.Equal(got, want) {
		t.Errorf("there is %v, want %v", got, want)
	}
}
