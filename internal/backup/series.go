package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Series is the backups that one server makes on its own in a place. Others, and
// whatever else lies there, have other names, and are neither counted nor
// removed.
//
// One goroutine at a time may use it.
type Series struct {
	place  Place
	prefix string
	sealed *Passphrase
	unread []string // stored by Add, and not read back: the place may have kept them
}

// stamp is the moment of a backup in its name, in UTC, so that names sort by age.
const stamp = "20060102T150405Z"

// The ends of names: what is encrypted shows it.
const (
	plainEnd  = ".tar"
	sealedEnd = ".tar.age"
)

// NewSeries gives the series of a server in a place. mark tells it from others
// there; it is the same after each start. Without a passphrase backups are not
// encrypted.
func NewSeries(place Place, mark string, p *Passphrase) *Series {
	return &Series{place: place, prefix: "perfil-auto-" + mark + "-", sealed: p}
}

func (s *Series) name(at time.Time) string {
	end := plainEnd
	if s.sealed != nil {
		end = sealedEnd
	}
	return s.prefix + at.UTC().Format(stamp) + end
}

// madeAt reads a name of the series.
func (s *Series) madeAt(name string) (time.Time, bool) {
	text, ours := strings.CutPrefix(name, s.prefix)
	text, isPlain := strings.CutSuffix(text, plainEnd)
	if !isPlain {
		text, ours = strings.CutSuffix(text, sealedEnd)
	}
	at, err := time.Parse(stamp, text)
	return at, ours && err == nil && strings.HasPrefix(name, s.prefix)
}

// names lists the series, the newest first.
func (s *Series) names(ctx context.Context) ([]string, error) {
	var names []string
	for name, err := range s.place.Names(ctx) {
		if err != nil {
			return nil, err
		}
		if _, ours := s.madeAt(name); ours {
			names = append(names, name)
		}
	}
	// By their moments: the two ends of a name have none of that order.
	slices.SortFunc(names, func(a, b string) int {
		x, _ := s.madeAt(a)
		y, _ := s.madeAt(b)
		return y.Compare(x)
	})
	return names, nil
}

// Newest is when the last one was made; ok is false if there is none.
func (s *Series) Newest(ctx context.Context) (at time.Time, ok bool, err error) {
	names, err := s.names(ctx)
	if err != nil || len(names) == 0 {
		return time.Time{}, false, err
	}
	at, ok = s.madeAt(names[0])
	return at, ok, nil
}

// ErrKept says that a new backup is good and an old one still there.
var ErrKept = errors.New("the new backup is good, and an old one cannot be removed")

// Add makes one more of what write writes, reads it back as a restore would, and
// only then removes the oldest beyond keep, which is at least 1. So there is never a
// moment without a good one. What was not read back is removed, counts as none, and
// pushes none out. Told is what the new one says of itself, and empty unless it is
// good. ErrUnread, ErrKept.
func (s *Series) Add(ctx context.Context, at time.Time, keep int, write func(io.Writer) error) (name string, told Told, err error) {
	name = s.name(at)
	err = s.place.Create(ctx, name, func(w io.Writer) error {
		out, err := Seal(w, s.sealed)
		if err != nil {
			return err
		}
		if err := write(out); err != nil {
			return err
		}
		return out.Close()
	}, func(stored io.Reader) error {
		var err error
		told, err = s.check(ctx, stored)
		return err
	})
	switch {
	case errors.Is(err, ErrUnread):
		s.unread = append(s.unread, name)
		return name, Told{}, err
	case err != nil:
		return name, Told{}, err
	}
	if err := s.prune(ctx, name, keep); err != nil {
		return name, told, fmt.Errorf("%w: %w", ErrKept, err)
	}
	return name, told, nil
}

func (s *Series) check(ctx context.Context, stored io.Reader) (Told, error) {
	archive, err := Unseal(stored, s.sealed)
	if err != nil {
		return Told{}, err
	}
	return Read(ctx, archive, Nowhere{})
}

// Nowhere is the sink for looking whether an archive is whole.
type Nowhere struct{}

// Take reads a member and keeps nothing.
func (Nowhere) Take(_ string, from io.Reader, size int64) error {
	_, err := io.CopyN(io.Discard, from, size)
	return err
}

// prune removes the oldest beyond keep, and what was not read back and is there all
// the same. It never removes the one that was just made, wherever a clock that jumped
// puts it.
func (s *Series) prune(ctx context.Context, made string, keep int) error {
	names, err := s.names(ctx)
	if err != nil {
		return err
	}
	good := slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return name == made || slices.Contains(s.unread, name)
	})
	old := good[min(max(keep, 1)-1, len(good)):]
	for _, name := range names {
		if name == made || !slices.Contains(old, name) && !slices.Contains(s.unread, name) {
			continue
		}
		if err := s.place.Remove(ctx, name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	s.unread = nil
	return nil
}
