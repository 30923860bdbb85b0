package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"perfil/internal/account"
	"perfil/internal/migrate"
)

type importJSONL struct {
	place
	File    string `arg:"" help:"The file, or - for the standard input."`
	SkipBad bool   `help:"Bring in what can be taken, although some accounts cannot."`
	DryRun  bool   `help:"Say what would happen, and keep nothing."`
}

func (c *importJSONL) makesFolder() bool { return true }

func (c *importJSONL) front(_ context.Context, d *desk, back func(streams) error) error {
	in, size := d.in, int64(-1)
	if c.File != "-" {
		f, length, err := openInput(c.File)
		if err != nil {
			return err
		}
		defer f.Close() //nolint:errcheck // nothing was written
		in, size = f, length
	}
	p := d.progress(size, "importing")
	defer p.end()
	return back(streams{in: p.of(in), out: p.before(d.out), err: p.before(d.err)})
}

// openInput opens a file to be read, with its size if it has one.
func openInput(name string) (io.ReadCloser, int64, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, 0, fmt.Errorf("the file cannot be read: %w", err)
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = fmt.Errorf("%s is a folder", name)
	}
	if err != nil {
		return nil, 0, errors.Join(fmt.Errorf("the file cannot be read: %w", err), f.Close())
	}
	if !info.Mode().IsRegular() {
		return f, -1, nil
	}
	return f, info.Size(), nil
}

func (c *importJSONL) back(ctx context.Context, svc *account.Service, s streams) error {
	report, err := migrate.Import(ctx, svc, operator(), migrate.NewJSONL(s.in), migrate.Options{
		DryRun: c.DryRun, SkipBad: c.SkipBad || c.DryRun, Spool: s.spool, Room: s.room,
	})
	for _, r := range report.Refusals {
		_, _ = fmt.Fprintf(s.err, "%s: %s\n", r.Place, printable(strings.Join(r.Reasons, "; ")))
	}
	if more := report.Refused - len(report.Refusals); more > 0 {
		_, _ = fmt.Fprintf(s.err, "and %d more\n", more)
	}
	var full *migrate.NoRoomError
	switch {
	case errors.Is(err, migrate.ErrRefused):
		return nothingImported(report.Refused, accounts(report.Read))
	case errors.As(err, &full):
		return tooLarge(full)
	case err != nil && report.Kept == 0 && !isOpen(err):
		return fmt.Errorf("nothing was imported: %w", err)
	case err != nil:
		return partly(s.err, fmt.Errorf("%s imported before this (run it again with --skip-bad, which passes over those): %w", accounts(report.Kept), err))
	}
	return c.done(s.out, report)
}

// done says what was done. It is not all of it when somebody was left out.
func (c *importJSONL) done(w io.Writer, report migrate.Report) error {
	refused := ""
	if report.Refused > 0 {
		refused = fmt.Sprintf(", %d refused", report.Refused)
	}
	if _, err := fmt.Fprintf(w, "%s %s%s\n", accounts(report.Kept), imported(c.DryRun), refused); err != nil {
		return err
	}
	return leftOut(w, report.Refused, c.DryRun && !c.SkipBad)
}

// imported is the verb of both outcomes.
func imported(dryRun bool) string {
	if dryRun {
		return "would be imported"
	}
	return "imported"
}

// leftOut is how an import ends that was done: as such, or but for those who
// cannot come. That of a dry run may be a real one in which nobody comes.
func leftOut(w io.Writer, refused int, allOrNothing bool) error {
	if refused == 0 {
		return nil
	}
	if allOrNothing {
		_, _ = fmt.Fprintln(w, "Without --skip-bad nothing would be imported.")
	}
	return exit(exitRefused)
}

// nothingImported says why an import of all or nothing brought nothing.
func nothingImported(refused int, of string) error {
	return fmt.Errorf("nothing was imported, because %d of %s cannot be taken: mend them, or leave them out with --skip-bad", refused, of)
}

// accounts is a number of them in words.
func accounts(n int) string {
	if n == 1 {
		return "1 account"
	}
	return fmt.Sprintf("%d accounts", n)
}
