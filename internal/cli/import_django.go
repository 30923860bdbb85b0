package cli

import (
	"context"
	"errors"

	"perfil/internal/migrate/django"
)

type importDjango struct {
	importing
	Media string `help:"Folder of MEDIA_ROOT, to bring the avatars along." placeholder:"DIR"`
}

func (c *importDjango) front(ctx context.Context, d *desk, back func(streams) error) (err error) {
	zone, err := c.zone()
	if err != nil {
		return err
	}
	media, mediaPath, err := openMedia(c.Media)
	if err != nil {
		return err
	}
	if media != nil {
		defer media.Close() //nolint:errcheck // nothing was written
	}
	db, err := c.openSource(ctx, d)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	source, err := django.New(ctx, db, django.Options{Table: c.Table, Map: c.Map, Media: media, Zone: zone})
	if err != nil {
		return err
	}
	columns := columnsOf(source.Table(), source.Fields, source.Columns.Columns, source.Left)
	return c.bring(ctx, d, source, columns, mediaPath, back)
}
