package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"perfil/internal/account"
	"perfil/internal/migrate"
	"perfil/internal/migrate/django"
	"perfil/internal/migrate/express"
	"perfil/internal/migrate/sqlfile"
)

// exporting is what the exports to other systems have in common.
type exporting struct {
	place
	File    string `arg:"" help:"The file, readable by its owner only, or - for the standard output."`
	Dialect string `help:"Kind of the database that the file is for: postgres, mysql or sqlite." default:"postgres" placeholder:"KIND"`
	Table   string `help:"The table with the users; by default auth_user for django, users for express." placeholder:"NAME"`
	As      string `help:"Only who came from the former system of this name (--as of the import), under the ids that they have there: to go back into its own database." placeholder:"NAME"`
}

// Validate looks at the flags before anything is asked. kong calls it.
func (c *exporting) Validate() error {
	if _, err := sqlfile.Parse(c.Dialect); err != nil {
		return usagef("--%v", strings.TrimPrefix(err.Error(), "the "))
	}
	return c.Place.Validate()
}

func (c *exporting) front(_ context.Context, d *desk, back func(streams) error) error {
	p := d.progress(-1, "exporting")
	defer p.end()
	diagnostics := p.before(d.err)
	if c.File == "-" {
		return back(streams{out: d.out, err: diagnostics})
	}
	var ended error
	err := migrate.WriteFile(c.File, func(w io.Writer) error {
		ended = back(streams{out: p.to(w), err: diagnostics})
		if isExit(ended, exitRefused) { // the file is complete but for what it lists
			return nil
		}
		return ended
	})
	if err == nil {
		err = ended
	}
	return err
}

// write writes all accounts to the target and says what does not go along.
func (c *exporting) write(ctx context.Context, svc *account.Service, s streams, to migrate.Target) error {
	if c.As == "" {
		c.warnOfIDs(ctx, svc, s)
	}
	listed := 0
	done, err := migrate.ExportTo(ctx, svc, operator(), to, migrate.ExportOptions{
		Of: c.As,
		Lost: func(id account.ID, what []string) {
			if listed++; listed <= migrate.MaxListed {
				_, _ = fmt.Fprintf(s.err, "account %d: %s\n", id, strings.Join(what, "; "))
			}
		},
	})
	switch {
	case errors.Is(err, migrate.ErrNobodyCame):
		return usagef("--as: %v; those who did: %s", err, cmp.Or(strings.Join(formerSystems(ctx, svc), " "), "nobody from anywhere"))
	case err != nil:
		return fmt.Errorf("the export is not complete: %w", err)
	}
	if more := listed - migrate.MaxListed; more > 0 {
		_, _ = fmt.Fprintf(s.err, "and %d more; the file lists all at its end\n", more)
	}
	_, _ = fmt.Fprintf(s.err, "%s exported, %d of them not with everything, %d left out\n", accounts(done.Written), done.Lossy, done.Left)
	if done.Others > 0 {
		_, _ = fmt.Fprintf(s.err, "Left out because they did not come from %s: %s\n", c.As, accounts(done.Others))
	}
	if done.Left > 0 {
		return exit(exitRefused)
	}
	return nil
}

// warnOfIDs says whose ids here are others than in the system that they came from. A
// file with them is right for an empty database, and overwrites strangers in theirs.
func (c *exporting) warnOfIDs(ctx context.Context, svc *account.Service, s streams) {
	for _, name := range formerSystems(ctx, svc) {
		other, err := migrate.HasOtherIDs(ctx, svc, operator(), name)
		if err == nil && other {
			_, _ = fmt.Fprintf(s.err, "Warning: who came from %s has another id here than there. This file is for an empty database; into that of %s it would write over the rows of others: use --as %s for that.\n", name, name, name)
		}
	}
}

type exportDjango struct {
	exporting
	Map map[string]string `help:"Column of a field, where it has another name or is not Django's own: --map phone=number_phone --map avatar=avatar; may be repeated." placeholder:"FIELD=COLUMN"`
	Set map[string]string `help:"Value of a further column in rows that are new there: --set newsletter=false; in others it stays as it is; may be repeated." placeholder:"COLUMN=VALUE"`
}

func (c *exportDjango) back(ctx context.Context, svc *account.Service, s streams) error {
	target, err := django.NewTarget(s.out, django.TargetOptions{
		Dialect: sqlfile.Dialect(c.Dialect), Table: c.Table, Map: c.Map, Set: c.Set,
	})
	if err != nil {
		return err
	}
	return c.write(ctx, svc, s, target)
}

type exportExpress struct {
	exporting
	TimeZone string `help:"Time zone in which times are written, since they are stored without one." default:"UTC" placeholder:"ZONE"`
}

func (c *exportExpress) back(ctx context.Context, svc *account.Service, s streams) error {
	zone, err := time.LoadLocation(c.TimeZone)
	if err != nil {
		return usagef("--time-zone must be a name such as UTC or America/Bogota, not %q", c.TimeZone)
	}
	return c.write(ctx, svc, s, express.NewTarget(s.out, express.TargetOptions{
		Dialect: sqlfile.Dialect(c.Dialect), Table: c.Table, Zone: zone,
	}))
}
