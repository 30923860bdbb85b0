package account

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"perfil/internal/avatar"
)

// How often the store is swept, and how long things are kept that nothing
// removes at once.
const (
	sweepEvery = 15 * time.Minute
	keepEvents = 400 * 24 * time.Hour // a year and the time to look into it
	// orphanAge is how old a picture that no account shows must be to be
	// removed. A younger one may belong to an update that is under way.
	orphanAge = time.Hour
	// picturesEvery is after how many turns pictures have theirs.
	picturesEvery = 4
	// orphansAtOnce bounds the memory of a turn, orphansSuspect is from how many
	// on it is looked at whether they are most of all.
	orphansAtOnce  = 10_000
	orphansSuspect = 20
)

// RunSweeps removes what has expired, and pictures that no account shows, until
// ctx ends. Several nodes may run it.
//
// Pictures have their first turn only after an hour: who moves in may have put
// the pictures in their place already and bring the accounts next.
func (s *Service) RunSweeps(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	sweep := func(what func(context.Context) error) {
		if err := what(ctx); err != nil && ctx.Err() == nil {
			log.Error("cannot sweep", "error", err)
		}
	}
	for turn := 0; ; turn++ {
		sweep(s.SweepStore)
		if turn > 0 && turn%picturesEvery == 0 {
			sweep(s.SweepPictures)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// SweepStore removes sessions, tickets, counters and spent tokens that have
// expired, and old events.
func (s *Service) SweepStore(ctx context.Context) error {
	return s.store.Sweep(ctx, s.now(), keepEvents)
}

// SweepPictures removes what a crash between storing a picture and showing it
// left behind. It removes nothing when that would be most of what is there: then
// this is not the place, or not the database, that the pictures belong to.
func (s *Service) SweepPictures(ctx context.Context) error {
	if s.picturesHeld() {
		return nil // the next time
	}
	var orphans []avatar.Name
	old := 0
	err := s.pictures.Each(ctx, func(name avatar.Name, modified time.Time) error {
		if s.now().Sub(modified) < orphanAge || len(orphans) == orphansAtOnce {
			return nil
		}
		old++
		_, err := s.store.Find(ctx, Key{Avatar: string(name)})
		if errors.Is(err, NotFound) {
			orphans = append(orphans, name)
			return nil
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(orphans) >= orphansSuspect && 2*len(orphans) > old {
		return fmt.Errorf("%d of %d pictures belong to no account of this database, so none was removed: is PERFIL_AVATARS the right place?", len(orphans), old)
	}
	for _, name := range orphans {
		if err := s.pictures.Remove(ctx, name); err != nil {
			return fmt.Errorf("remove the picture %s: %w", name, err)
		}
	}
	return nil
}
