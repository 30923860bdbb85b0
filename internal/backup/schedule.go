package backup

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync/atomic"
	"time"
)

// Schedule makes a backup every so often.
type Schedule struct {
	Series *Series
	Every  time.Duration
	Keep   int
	// Make writes an archive of what there is now.
	Make func(context.Context, io.Writer) error
	Log  *slog.Logger

	success, failure, bytes atomic.Int64
}

// retryAfter is how soon a backup that was not stored is tried again, unless the next
// one comes earlier.
const retryAfter = 10 * time.Minute

// Run makes backups until ctx ends. The first one is due when the newest that is
// there is old enough: a server that is started often makes no more of them, and
// one that was down makes up for it at once.
func (s *Schedule) Run(ctx context.Context) {
	for wait := s.first(ctx); ; {
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		wait = s.once(ctx)
	}
}

// first is the wait for the first backup.
func (s *Schedule) first(ctx context.Context) time.Duration {
	newest, err := s.Series.Newest(ctx, time.Now())
	if err != nil {
		s.Log.Error("cannot list the backups", "error", err)
		return 0 // the attempt tells more
	}
	if len(newest.Future) > 0 {
		s.Log.Warn("there are backups of a later time than the clock shows, which do not count as the last ones: look at the clock, and remove them when there are newer ones",
			"names", newest.Future)
	}
	if len(newest.Damaged) > 0 {
		s.Log.Warn("there are files by the names of backups that are empty, cut off or something else, and do not count: look at the disk, and remove them", "names", newest.Damaged)
	}
	if newest.Unread != nil {
		s.Log.Warn("there are backups that cannot be read and do not count: look at the disk", "error", newest.Unread)
	}
	if !newest.Found {
		return 0
	}
	s.success.Store(newest.At.Unix())
	return min(max(s.Every-time.Since(newest.At), 0), s.Every) // it may be a little in the future
}

// once makes one backup and says how long to wait for the next.
func (s *Schedule) once(ctx context.Context) time.Duration {
	began := time.Now()
	name, told, err := s.Series.Add(ctx, began, s.Keep, func(w io.Writer) error { return s.Make(ctx, w) })
	if ctx.Err() != nil {
		return s.Every // the server stops
	}
	if told.Format != "" { // else it is not there, or not good
		s.success.Store(began.Unix())
		s.bytes.Store(told.Bytes)
		s.Log.Info("made a backup", "name", name, "bytes", told.Bytes, "accounts", told.Accounts,
			"pictures", told.Pictures, "pictures_missing", told.Missing, "took", time.Since(began).Round(time.Millisecond))
	}
	if err == nil {
		return s.Every
	}
	s.failure.Store(time.Now().Unix())
	wait := s.afterFailure(err)
	s.Log.Error("a backup failed and is tried again", "name", name, "in", wait, "error", err)
	return wait
}

// afterFailure is the wait for the next try. Where nothing can be read or removed, an
// early one would store a whole archive more each time, until nothing is left.
func (s *Schedule) afterFailure(err error) time.Duration {
	if errors.Is(err, ErrUnread) || errors.Is(err, ErrKept) {
		return s.Every
	}
	return min(retryAfter, s.Every)
}

// LastSuccess is when the last good backup was made, in seconds since 1970; 0:
// there is none.
func (s *Schedule) LastSuccess() float64 { return float64(s.success.Load()) }

// LastFailure is when the last attempt failed, in seconds since 1970; 0: none
// since the start.
func (s *Schedule) LastFailure() float64 { return float64(s.failure.Load()) }

// LastBytes is the size of the last backup of this process.
func (s *Schedule) LastBytes() float64 { return float64(s.bytes.Load()) }
