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
)

// RunSweeps removes what has expired, and pictures that no account shows, until
// ctx ends. Several nodes may run it.
func (s *Service) RunSweeps(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		if err := s.Sweep(ctx); err != nil && ctx.Err() == nil {
			log.Error("cannot sweep", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Sweep does once what RunSweeps does again and again.
func (s *Service) Sweep(ctx context.Context) error {
	return errors.Join(s.store.Sweep(ctx, s.now(), keepEvents), s.sweepPictures(ctx))
}

// sweepPictures removes what a crash between storing a picture and showing it
// left behind.
func (s *Service) sweepPictures(ctx context.Context) error {
	return s.pictures.Each(ctx, func(name avatar.Name, modified time.Time) error {
		if s.now().Sub(modified) < orphanAge {
			return nil
		}
		_, err := s.store.Find(ctx, Key{Avatar: string(name)})
		if !errors.Is(err, NotFound) {
			return err
		}
		if err := s.pictures.Remove(ctx, name); err != nil {
			return fmt.Errorf("remove the picture %s: %w", name, err)
		}
		return nil
	})
}
