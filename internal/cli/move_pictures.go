package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"perfil/internal/avatar"
	"perfil/internal/sqlstore"
)

// pictureMove is what a move does about pictures: it copies them if it knows
// both places.
type pictureMove struct {
	from, to avatar.Store // nil: not known
	fromName string
	toName   string
}

func (p *pictureMove) isKnown() bool { return p.from != nil && p.to != nil }

func (c *moveCommand) openPictures(d *desk, w *way, end *cleanup) (p pictureMove, err error) {
	p.from, p.fromName, err = d.openPictures("--avatars-from", c.AvatarsFrom, &w.from, end)
	if err == nil {
		p.to, p.toName, err = d.openPictures("--avatars-to", c.AvatarsTo, &w.to, end)
	}
	return p, err
}

// openPictures opens what a flag names, or the folder of a side that is one.
func (d *desk) openPictures(flag, text string, s *side, end *cleanup) (avatar.Store, string, error) {
	place, err := d.withoutFile(flag, text)
	switch {
	case err != nil:
		return nil, "", err
	case strings.Contains(place, "://"):
		bucket, err := avatar.NewS3(place)
		if err != nil {
			return nil, "", usagef("%s: %v", flag, err)
		}
		return bucket, hidden(place), nil
	case place == "" && s.dir == nil:
		return nil, "", nil
	case place == "":
		place = s.dir.Avatars()
	case s.isSource:
		// To make it would hide a path that is misspelt.
		if info, err := os.Stat(place); err != nil || !info.IsDir() {
			return nil, "", usagef("%s: there is no folder %s", flag, place)
		}
	}
	folder, err := openFolder(place, end)
	return folder, place, err
}

// Pictures are copied a page of names after the other, some at a time: a bucket
// answers slowly but many at once. Each is at most a few hundred kilobytes.
const (
	picturesPerPage = 500
	picturesAtOnce  = 8
)

// pictureCount is what became of the pictures that accounts show.
type pictureCount struct {
	mu             sync.Mutex
	shown, missing int
	screen         io.Writer
	place          string
}

// copy copies every picture that an account shows. Those that are there already
// are left; those that are not where they should be are told.
func (p *pictureMove) copy(ctx context.Context, d *desk, m *sqlstore.Move) (*pictureCount, error) {
	count := &pictureCount{screen: d.err, place: p.fromName}
	for after := ""; ; {
		names, err := m.Avatars(ctx, after, picturesPerPage)
		if err != nil {
			return count, fmt.Errorf("the names of the pictures cannot be read: %w", err)
		}
		if len(names) == 0 {
			return count, nil
		}
		count.shown += len(names)
		if after = names[len(names)-1]; !p.isKnown() {
			continue
		}
		if err := p.copyPage(ctx, names, count); err != nil {
			return count, err
		}
	}
}

func (p *pictureMove) copyPage(ctx context.Context, names []string, count *pictureCount) error {
	some, ctx := errgroup.WithContext(ctx)
	some.SetLimit(picturesAtOnce)
	for _, name := range names {
		some.Go(func() error {
			err := p.copyOne(ctx, name)
			if errors.Is(err, avatar.ErrNotFound) {
				count.miss(name)
				return nil
			}
			return err
		})
	}
	return some.Wait()
}

// maxMissed is how many missing pictures are named.
const maxMissed = 20

func (c *pictureCount) miss(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.missing++; c.missing <= maxMissed {
		_, _ = fmt.Fprintf(c.screen, "the picture %s is not in %s\n", printable(name), c.place)
	}
}

// copyOne copies a picture, unless it is there: a store has it whole or not at
// all, so its size is enough to tell.
func (p *pictureMove) copyOne(ctx context.Context, text string) error {
	name, err := avatar.ParseName(text)
	if err != nil {
		return err
	}
	source, err := p.from.Open(ctx, name)
	if err != nil {
		return fmt.Errorf("a picture in %s: %w", p.fromName, err)
	}
	defer source.Body.Close() //nolint:errcheck // only read
	there, err := p.to.Open(ctx, name)
	if err == nil {
		_ = there.Body.Close()
		if there.Size == source.Size {
			return nil
		}
	} else if !errors.Is(err, avatar.ErrNotFound) {
		return fmt.Errorf("a picture in %s: %w", p.toName, err)
	}
	image, err := io.ReadAll(io.LimitReader(source.Body, source.Size+1))
	if err == nil && int64(len(image)) != source.Size {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return fmt.Errorf("the picture %s in %s cannot be read: %w", name, p.fromName, err)
	}
	if err := p.to.Put(ctx, name, image); err != nil {
		return fmt.Errorf("the picture %s cannot be stored in %s: %w", name, p.toName, err)
	}
	return nil
}
