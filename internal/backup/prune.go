package backup

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// prune removes the oldest beyond keep, and what was not read back and is there all
// the same. It never removes the one that was just made, wherever a clock that jumped
// puts it. What cannot be a backup counts for none, so that it pushes no good one out,
// and goes with those of its age. What cannot be looked at counts for none either, and
// stays, and so does what cannot be removed: neither keeps the others.
func (s *Series) prune(ctx context.Context, made string, now time.Time, keep int) error {
	all, err := s.list(ctx, now)
	if err != nil {
		return err
	}
	good := 1 // the one that was just made
	var stay stayed
	for _, stored := range all {
		switch {
		case stored.Name == made:
			continue
		case slices.Contains(s.unread, stored.Name):
		case good < keep:
			counts, err := s.glance(ctx, stored)
			stay.note(stored.Name, err)
			if counts {
				good++
			}
			continue
		}
		err := s.place.Remove(ctx, stored.Name)
		stay.note(stored.Name, err)
		if err == nil {
			delete(s.seen, stored)
		}
	}
	s.unread = slices.DeleteFunc(s.unread, func(name string) bool { return !slices.Contains(stay.names, name) })
	return stay.error()
}

// stayed is what was to be looked at or to go, and could not.
type stayed struct {
	names []string
	first error
}

func (s *stayed) note(name string, err error) {
	if err == nil {
		return
	}
	s.names = append(s.names, name)
	if s.first == nil {
		s.first = fmt.Errorf("%s: %w", name, err)
	}
}

// error tells the first reason alone: where nothing may be removed, hundreds have it.
func (s *stayed) error() error {
	if len(s.names) < 2 {
		return s.first
	}
	return fmt.Errorf("%w (and %d more)", s.first, len(s.names)-1)
}
