package cli

import (
	"context"
	"os"

	"perfil/internal/datadir"
	"perfil/internal/sqlstore/sqlite"
)

func (c *doctorCommand) examineDatabase(ctx context.Context, r *diagnosis, dir *datadir.Dir, inUse bool) error {
	if info, err := os.Stat(dir.Database()); err != nil || info.Size() == 0 {
		if !dir.HasKey() { // else it was told already
			r.note("there is no database yet: perfil serve makes it")
		}
		return nil
	}
	left := false
	if !inUse {
		var err error
		if left, err = sqlite.CheckLog(dir.Database()); err != nil {
			r.problem("%v; the rest of the database was not examined, because that would change it", err)
			return nil
		}
	}
	file, err := sqlite.Look(dir.Database(), inUse || left)
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // only read
	found, err := file.Damage(ctx, true)
	if err != nil {
		r.problem("%s cannot be read (%v): look at its disk and rights, and restore a backup if it stays so", dir.Database(), err)
		return ctx.Err()
	}
	for _, problem := range found {
		r.problem("the database is damaged (%s): stop the server, move the folder away, and restore a backup", problem)
	}
	if len(found) > 0 {
		return nil // what is in it cannot be believed
	}
	r.fine("every page, index and reference of the database is whole")
	return c.examineContents(ctx, r, dir, file)
}

func (c *doctorCommand) examineContents(ctx context.Context, r *diagnosis, dir *datadir.Dir, file *sqlite.File) error {
	census, err := file.Census(ctx)
	if err != nil {
		r.problem("%s cannot be read: %v; restore a backup", dir.Database(), err)
		return ctx.Err()
	}
	known, err := sqlite.Schema()
	if err != nil {
		return err
	}
	switch {
	case census.Schema > known:
		r.problem("a newer version of Perfil has used the database (its schema is %d, this one knows up to %d): install that version again", census.Schema, known)
	case census.Schema < known:
		r.note("the schema of the database is %d; the next start brings it to %d", census.Schema, known)
	default:
		r.fine("the database has %s and %s, and the schema of this version", amount(census.Accounts, "account"), amount(census.Sessions, "session"))
	}
	if census.Underway {
		r.problem("a move into this database has not come to its end: run the same perfil move again")
	}
	if !dir.HasKey() && census.Sessions > 0 {
		r.note("people are signed in and there is no %s: the server needs PERFIL_JWT_SECRET or PERFIL_JWT_SECRET_FILE as before", dir.Key())
	}
	examineClock(r, census.Newest)
	return c.examinePictures(ctx, r, dir, file)
}
