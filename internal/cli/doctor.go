package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"perfil/internal/config"
	"perfil/internal/datadir"
)

// doctorCommand examines a data folder or a backup. It reads beside a running
// server, in a process of its own: what a server would refuse to open has to be
// examined too.
type doctorCommand struct {
	config.Place
	passphraseFile
	JWTSecret     config.Secret `name:"jwt-secret" hidden:"" secret:"" env:"PERFIL_JWT_SECRET"`
	JWTSecretFile string        `name:"jwt-secret-file" hidden:"" env:"PERFIL_JWT_SECRET_FILE"`

	File config.URL `arg:"" optional:"" help:"A backup to examine instead of the data folder."`
}

func (c *doctorCommand) run(ctx context.Context, d *desk) error {
	if c.File.IsSet() {
		if err := withoutPassword(c.File); err != nil {
			return err
		}
		return examineBackup(ctx, d, c.File.Reveal(), &c.passphraseFile)
	}
	if c.DatabaseURL.IsSet() {
		return usagef("a database elsewhere is examined by its own tools, such as pg_amcheck; perfil doctor is for a data folder or a backup")
	}
	r := &diagnosis{out: d.out}
	if err := c.examine(ctx, r); err != nil {
		return err
	}
	return r.end()
}

// diagnosis is what the doctor says, a line for each finding.
type diagnosis struct {
	out      io.Writer
	problems int
}

func (r *diagnosis) line(kind, format string, args ...any) {
	_, _ = fmt.Fprintf(r.out, "%-8s %s\n", kind, printable(oneLine(fmt.Sprintf(format, args...))))
}

// fine is how something should be.
func (r *diagnosis) fine(format string, args ...any) { r.line("ok", format, args...) }

// note is what is good to know, and nothing has to be done.
func (r *diagnosis) note(format string, args ...any) { r.line("note", format, args...) }

// problem is what has to be mended, with how.
func (r *diagnosis) problem(format string, args ...any) {
	r.problems++
	r.line("problem", format, args...)
}

func (r *diagnosis) end() error {
	if r.problems > 0 {
		_, _ = fmt.Fprintf(r.out, "%s found\n", amount(int64(r.problems), "problem"))
		return exit(exitFailed)
	}
	_, err := fmt.Fprintln(r.out, "all is well")
	return err
}

func (c *doctorCommand) examine(ctx context.Context, r *diagnosis) (err error) {
	dir, problems, err := datadir.Examine(c.DataDir)
	if err != nil {
		return err
	}
	for _, p := range problems {
		r.problem("%s", p)
	}
	if len(problems) == 0 {
		r.fine("nobody else can get at the data folder %s", dir.Path())
	}
	var inUse *datadir.InUseError
	switch err := dir.Lock(); {
	case errors.As(err, &inUse):
		r.note("another perfil is using the folder (process %d); it is examined beside that", inUse.PID)
	case err != nil:
		r.problem("%v", err)
	default:
		defer func() { _ = dir.Close() }() // the lock goes with this process in any case
	}
	if err := c.examineDatabase(ctx, r, dir, inUse != nil); err != nil {
		return err
	}
	examineDisk(r, dir)
	return nil
}

// Below these a disk is about to be full.
const (
	littleSpace = 256 << 20
	littleShare = 20 // a twentieth
)

func examineDisk(r *diagnosis, dir *datadir.Dir) {
	free, size, err := dir.Free()
	switch {
	case err != nil:
		r.problem("%v", err)
	case free < littleSpace || free < size/littleShare:
		r.problem("the disk of %s has %d MiB left of %d: make room, because nothing can be written when it is full", dir.Path(), free>>20, size>>20)
	default:
		r.fine("the disk has %d MiB left", free>>20)
	}
}

// clockSlack is how far apart two clocks may be that are both right.
const clockSlack = 5 * time.Minute

// examineClock holds the clock against what has happened already.
func examineClock(r *diagnosis, newest time.Time) {
	now := time.Now()
	if newest.After(now.Add(clockSlack)) {
		r.problem("the clock of this machine says %s, and something in the trail happened at %s: set the clock, or tokens live too long and others end too early",
			now.UTC().Format(time.RFC3339), newest.UTC().Format(time.RFC3339))
		return
	}
	r.fine("the clock is not behind what has happened")
}
