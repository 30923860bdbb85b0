package backup_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"perfil/internal/backup"
)

// scheduled makes a schedule in a folder; made gets a value for each attempt.
func scheduled(t *testing.T, place backup.Place, every time.Duration, log io.Writer, attempt func() error) (*backup.Schedule, chan time.Time) {
	t.Helper()
	attempts := make(chan time.Time, 100)
	return &backup.Schedule{
		Series: backup.NewSeries(place, "aaaa", nil), Every: every, Keep: 3, Log: slog.New(slog.NewTextHandler(log, nil)),
		Make: func(_ context.Context, w io.Writer) error {
			attempts <- time.Now()
			if err := attempt(); err != nil {
				return err
			}
			return writes(t)(w)
		},
	}, attempts
}

func fine() error { return nil }

// during runs a schedule for some time of a clock that only runs in the test.
func during(t *testing.T, s *backup.Schedule, d time.Duration) {
	t.Helper()
	ctx, end := context.WithTimeout(t.Context(), d)
	defer end()
	s.Run(ctx)
}

func TestBackupsAreMadeInTime(t *testing.T) {
	place, err := backup.At(t.TempDir())
	must(t, err)
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		s, attempts := scheduled(t, place, 6*time.Hour, &log, fine)
		began := time.Now()
		during(t, s, 25*time.Hour)
		if len(attempts) != 5 {
			t.Errorf("%d in 25 hours", len(attempts))
		}
		if s.LastSuccess() != float64(began.Add(24*time.Hour).Unix()) || s.LastFailure() != 0 || s.LastBytes() == 0 {
			t.Errorf("success %v, failure %v, bytes %v", s.LastSuccess(), s.LastFailure(), s.LastBytes())
		}
		if !strings.Contains(log.String(), "made a backup") {
			t.Error(log.String())
		}
	})
	if got := names(t, place); len(got) != 3 {
		t.Errorf("%v", got)
	}
}

func TestAStartMakesNoBackupBeforeItIsDue(t *testing.T) {
	place, err := backup.At(t.TempDir())
	must(t, err)
	synctest.Test(t, func(t *testing.T) {
		s, attempts := scheduled(t, place, 6*time.Hour, io.Discard, fine)
		during(t, s, time.Hour)
		again, more := scheduled(t, place, 6*time.Hour, io.Discard, fine)
		during(t, again, 4*time.Hour)
		if len(attempts) != 1 || len(more) != 0 {
			t.Errorf("%d, and %d after the second start", len(attempts), len(more))
		}
		if again.LastSuccess() == 0 {
			t.Error("the one before the start is forgotten")
		}
		time.Sleep(7 * time.Hour) // down for long
		late, most := scheduled(t, place, 6*time.Hour, io.Discard, fine)
		during(t, late, time.Minute)
		if len(most) != 1 {
			t.Errorf("%d at once after a long time", len(most))
		}
	})
}

func TestABackupThatFailedIsTriedAgain(t *testing.T) {
	place, err := backup.At(t.TempDir())
	must(t, err)
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		failures := 2
		s, attempts := scheduled(t, place, 6*time.Hour, &log, func() error {
			if failures--; failures >= 0 {
				return errors.New("the disk is full")
			}
			return nil
		})
		during(t, s, time.Hour)
		if len(attempts) != 3 || s.LastFailure() == 0 || s.LastSuccess() <= s.LastFailure() {
			t.Errorf("%d attempts, success %v, failure %v", len(attempts), s.LastSuccess(), s.LastFailure())
		}
		if strings.Count(log.String(), "the disk is full") != 2 {
			t.Error(log.String())
		}
	})
}

// keeping is a place that forgets nothing.
type keeping struct{ backup.Place }

func (keeping) Remove(context.Context, string) error { return errors.New("no right to remove") }

// closed is a place that shows nothing that it keeps.
type closed struct{ keeping }

func (c closed) Create(ctx context.Context, name string, write func(io.Writer) error, _ func(io.Reader) error) error {
	if err := c.Place.Create(ctx, name, write, nil); err != nil {
		return err
	}
	return backup.ErrUnread
}

func TestAPlaceThatForbidsReadingOrRemovingIsNotFilled(t *testing.T) {
	for name, c := range map[string]struct {
		guard func(backup.Place) backup.Place
		good  bool
	}{
		"removing": {func(p backup.Place) backup.Place { return keeping{p} }, true},
		"reading":  {func(p backup.Place) backup.Place { return closed{keeping{p}} }, false},
	} {
		t.Run(name, func(t *testing.T) {
			place, err := backup.At(t.TempDir())
			must(t, err)
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				s, attempts := scheduled(t, c.guard(place), 6*time.Hour, &log, fine)
				during(t, s, 25*time.Hour)
				if len(attempts) != 5 {
					t.Errorf("%d archives in 25 hours", len(attempts))
				}
				if s.LastFailure() == 0 || (s.LastSuccess() > 0) != c.good {
					t.Errorf("success %v, failure %v", s.LastSuccess(), s.LastFailure())
				}
				if !strings.Contains(log.String(), "a backup failed") {
					t.Error(log.String())
				}
			})
		})
	}
}
