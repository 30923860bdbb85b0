package cli

import (
	"context"
	"errors"
	"os"
	"time"

	"perfil/internal/avatar"
	"perfil/internal/datadir"
	"perfil/internal/sqlstore/sqlite"
)

// youngPicture is the age below which a picture that nobody shows may belong to a
// change that is under way.
const youngPicture = time.Hour

// examinePictures holds the pictures against the accounts that show them.
func (c *doctorCommand) examinePictures(ctx context.Context, r *diagnosis, dir *datadir.Dir, file *sqlite.File) (err error) {
	var end cleanup
	defer func() { err = errors.Join(err, end.Close()) }()
	there := map[avatar.Name]time.Time{}
	store, err := c.openPlace(dir, &end)
	if err == nil && store != nil {
		err = store.Each(ctx, func(name avatar.Name, modified time.Time) error {
			there[name] = modified
			return nil
		})
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		r.problem("the pictures cannot be read: %v; look at PERFIL_AVATARS and at the place that it names", err)
		return nil
	}
	shown, missing := 0, 0
	for name, err := range shownNames(file.Shown(ctx)) {
		if err != nil {
			return err
		}
		shown++
		if _, ok := there[name]; ok {
			delete(there, name)
		} else if missing++; missing <= maxMissed {
			r.missing(ctx, file, store, name)
		}
	}
	if missing > maxMissed {
		r.problem("and %d more pictures that accounts show may be missing", missing-maxMissed)
	}
	if missing == 0 {
		r.fine("every picture that an account shows is there: %d", shown)
	}
	return r.orphans(ctx, file, there)
}

// openPlace gives the place of the pictures; nil for a folder that is not there
// yet, which the doctor does not make.
func (c *doctorCommand) openPlace(dir *datadir.Dir, end *cleanup) (avatar.Store, error) {
	if !c.Avatars.IsSet() {
		if _, err := os.Stat(dir.Avatars()); err != nil {
			return nil, nil
		}
	}
	return openPictures(&c.Place, dir, end)
}

// missing looks a second time: beside a running server the picture may have come,
// or the account shows another one by now.
func (r *diagnosis) missing(ctx context.Context, file *sqlite.File, store avatar.Store, name avatar.Name) {
	if still, err := file.Shows(ctx, string(name)); err == nil && !still {
		return
	}
	if store != nil {
		if stored, err := store.Open(ctx, name); err == nil {
			_ = stored.Body.Close()
			return
		}
	}
	r.problem("the picture %s is shown by an account and is not there: bring it back from a backup, or let its owner upload another", name)
}

func (r *diagnosis) orphans(ctx context.Context, file *sqlite.File, left map[avatar.Name]time.Time) error {
	n := 0
	for name, modified := range left {
		if time.Since(modified) < youngPicture {
			continue
		}
		shown, err := file.Shows(ctx, string(name))
		if err != nil {
			return err
		}
		if !shown {
			n++
		}
	}
	if n > 0 {
		r.note("there is %s that no account shows; a server removes such within hours", amount(int64(n), "picture"))
	}
	return nil
}
