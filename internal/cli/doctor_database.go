package cli

import (
	"context"
	"os"

	"perfil/internal/datadir"
	"perfil/internal/sqlstore/sqlite"
)

func (c *doctorCommand) examineDatabase(ctx context.Context, r *diagnosis, dir *datadir.Dir, inUse bool) error {
	if info, err := os.Stat(dir.Database()); err != nil || info.Size() == 0 {
		// A folder of which something was told already is not that of a first start.
		if r.problems == 0 && !dir.HasKey() {
			r.note("there is no database yet: perfil serve makes it")
		}
		return nil
	}
	if dir.IsOutOfReach() {
		return nil // whose it is was told already; that it is damaged nobody knows
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
	c.examineKey(ctx, r, dir, file, inUse)
	return c.examineContents(ctx, r, dir, file)
}

// examineKey looks for the key where a server would refuse to start without one. A
// server that runs has one.
func (c *doctorCommand) examineKey(ctx context.Context, r *diagnosis, dir *datadir.Dir, file *sqlite.File, inUse bool) {
	census, err := file.Census(ctx)
	if err != nil || census.Sessions == 0 || dir.HasKey() {
		return // what cannot be read is told with the contents
	}
	if inUse || len(c.JWTSecret.Reveal()) > 0 || c.JWTSecretFile != "" {
		r.note("there is no %s, and people are signed in: the server always needs the key that it is given now", dir.Key())
		return
	}
	r.problem("people are signed in and there is no %s: put it back from a backup; if the server is given its key by PERFIL_JWT_SECRET or PERFIL_JWT_SECRET_FILE, set that for perfil doctor too; "+
		"to go on with a new key, which signs everybody out: %s", dir.Key(), datadir.NewKeyLine(dir.Key()))
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
	examineClock(r, census.Newest)
	return c.examinePictures(ctx, r, dir, file)
}
