package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
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

	// seen are those that were looked at and found to be backups. Hundreds may be kept,
	// and in a bucket each look is a request.
	seen map[Stored]bool
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
	return &Series{place: place, prefix: "perfil-auto-" + mark + "-", sealed: p, seen: map[Stored]bool{}}
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

// clockSlack is how far apart two clocks may be that are both right.
const clockSlack = 5 * time.Minute

func isFuture(at, now time.Time) bool { return at.After(now.Add(clockSlack)) }

// list lists the series, the newest first. What has a moment that is still to come was
// made while a clock was wrong, and nobody knows when; it comes last, so that it goes
// first when one has to.
func (s *Series) list(ctx context.Context, now time.Time) ([]Stored, error) {
	var all []Stored
	for stored, err := range s.place.Each(ctx) {
		if err != nil {
			return nil, err
		}
		if _, ours := s.madeAt(stored.Name); ours {
			all = append(all, stored)
		}
	}
	// By their moments: the two ends of a name have none of that order.
	slices.SortFunc(all, func(a, b Stored) int {
		x, _ := s.madeAt(a.Name)
		y, _ := s.madeAt(b.Name)
		if isFuture(x, now) != isFuture(y, now) {
			return x.Compare(y)
		}
		return y.Compare(x)
	})
	return all, nil
}

// Newest is what a series has.
type Newest struct {
	Found bool      // false: there is none that counts
	At    time.Time // when it was made
	// Future and Damaged are the names of what does not count: that of a moment still
	// to come, and what cannot be a backup although it has the name of one. Of those
	// that are older than the last one only empty ones are found out.
	Future, Damaged []string
	// Unread says why some were passed over that the last one could be among; nil: none
	// were. Where nothing may be read, names are believed instead.
	Unread error
}

// Newest looks for the last backup that was made until now.
func (s *Series) Newest(ctx context.Context, now time.Time) (Newest, error) {
	all, err := s.list(ctx, now)
	if err != nil {
		return Newest{}, err
	}
	var n Newest
	for _, stored := range all {
		at, _ := s.madeAt(stored.Name)
		if isFuture(at, now) {
			n.Future = append(n.Future, stored.Name)
			continue
		}
		good := stored.Bytes >= leastBytes
		if good && !n.Found {
			good, err = s.believe(ctx, stored)
			if err != nil {
				n.Unread = errors.Join(n.Unread, fmt.Errorf("%s: %w", stored.Name, err))
				continue
			}
		}
		if !good {
			n.Damaged = append(n.Damaged, stored.Name)
		} else if !n.Found {
			n.Found, n.At = true, at
		}
	}
	return n, ctx.Err()
}

// believe is glance, but where nothing may be read, names are all there is to go by. A
// disk that cannot read is no such place: to believe it would put the next backup off.
func (s *Series) believe(ctx context.Context, stored Stored) (bool, error) {
	good, err := s.glance(ctx, stored)
	if errors.Is(err, fs.ErrPermission) {
		return true, nil
	}
	return good, err
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
	if err := s.prune(ctx, name, at, keep); err != nil {
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
