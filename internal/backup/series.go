package backup

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Series is the backups that one server makes on its own in a place. Others, and
// whatever else lies there, have other names, and are neither counted nor
// removed.
type Series struct {
	place  Place
	prefix string
	sealed *Passphrase
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

// Add makes one more of what write writes, reads it back as a restore would, and
// only then removes the oldest beyond keep, which is at least 1. So there is
// never a moment without a good one, and an archive that cannot be read pushes
// none out. Told is what the new one says of itself.
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
	})
	if err != nil {
		return name, Told{}, err
	}
	if told, err = s.check(ctx, name); err != nil {
		return name, told, fmt.Errorf("the new backup %s cannot be read back: %w", name, err)
	}
	return name, told, s.prune(ctx, name, keep)
}

func (s *Series) check(ctx context.Context, name string) (Told, error) {
	file, err := s.place.Open(ctx, name)
	if err != nil {
		return Told{}, err
	}
	defer file.Close() //nolint:errcheck // only read
	archive, err := Unseal(file, s.sealed)
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

// prune removes the oldest beyond keep, and never the one that was just made,
// wherever a clock that jumped puts it.
func (s *Series) prune(ctx context.Context, made string, keep int) error {
	names, err := s.names(ctx)
	if err != nil {
		return err
	}
	names = slices.DeleteFunc(names, func(name string) bool { return name == made })
	for _, name := range names[min(max(keep, 1)-1, len(names)):] {
		if err := s.place.Remove(ctx, name); err != nil {
			return fmt.Errorf("the new backup is good, and the old one %s cannot be removed: %w", name, err)
		}
	}
	return nil
}
