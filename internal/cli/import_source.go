package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"time"
	_ "time/tzdata" // --time-zone works on machines without a database of zones

	"perfil/internal/account"
	"perfil/internal/migrate"
)

// exitRefused is the exit code of an import that was done, but for rows that
// cannot be taken.
const exitRefused = 3

// exitPartly is the exit code of an import that ended in the middle: what it kept
// until then is there.
const exitPartly = 4

// partly says why an import ended in the middle, and what to do.
func partly(w io.Writer, err error) error {
	_, _ = fmt.Fprintf(w, "perfil: %s\n", printable(sentence(err)))
	return exit(exitPartly)
}

// isOpen says whether nobody knows if a transaction was kept that failed.
func isOpen(err error) bool {
	var failed *account.Error
	return errors.As(err, &failed) && failed.Open
}

// isExit says whether a command ended with this exit code and has said why.
func isExit(err error, code exit) bool {
	var ended exit
	return errors.As(err, &ended) && ended == code
}

// importing is what the imports from databases of other systems have in common.
type importing struct {
	place
	Source         string            `arg:"" help:"The database: postgres://USER@HOST/NAME, mysql://USER@HOST/NAME or sqlite:FILE; or @FILE, a file that holds that line, so that a password stays out of the list of processes."`
	Table          string            `help:"The table with the users, if it is not found by itself." placeholder:"NAME"`
	Map            map[string]string `help:"Column of a field, where it has another name: --map phone=mobile_number; may be repeated." placeholder:"FIELD=COLUMN"`
	TimeZone       string            `help:"Time zone of times that are stored without one." default:"UTC" placeholder:"ZONE"`
	As             string            `help:"Name of the former system, under which it is noted what came; by default django or express." placeholder:"NAME"`
	IDOffset       int64             `name:"id-offset" help:"Add this to every id." xor:"ids" placeholder:"NUMBER"`
	Renumber       bool              `help:"Give new ids." xor:"ids"`
	SkipBad        bool              `help:"Bring in what can be taken, although some accounts cannot."`
	DeleteMissing  bool              `help:"Delete accounts that came from this source and are not there any more."`
	PreferSource   bool              `help:"Let the source win over what was changed here meanwhile."`
	DryRun         bool              `help:"Say what would happen, and keep nothing."`
	Report         string            `help:"Write a report to this file, as JSON." placeholder:"FILE"`
	PasswordSample string            `help:"CSV file of e-mails and passwords that must fit the hashes, or nothing is imported." placeholder:"FILE"`
}

func (*importing) makesFolder() bool { return true }

var sourceName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

// Validate looks at the flags before anything is opened. kong calls it.
func (c *importing) Validate() error {
	if c.As != "" && !sourceName.MatchString(c.As) {
		return usagef("--as must be a short name of small letters, digits and . _ -, not %q", c.As)
	}
	if c.IDOffset < 0 || c.IDOffset > int64(account.ImportIDMax) {
		return usagef("--id-offset must be 0 or more and at most %d; leave it out to keep the ids of the source", account.ImportIDMax)
	}
	if _, err := c.zone(); err != nil {
		return usagef("--time-zone must be a name such as UTC or America/Bogota, not %q", c.TimeZone)
	}
	return c.Place.Validate()
}

func (c *importing) zone() (*time.Location, error) {
	if c.TimeZone == "Local" {
		return nil, errors.New("the zone of this machine is no name")
	}
	return time.LoadLocation(c.TimeZone)
}

// rowSource is a Source that knows how many entries it has.
type rowSource interface {
	migrate.Source
	Count(ctx context.Context) (int64, error)
	Table() string
}

// bring carries a source to the other half of the command and shows what that
// tells of it.
func (c *importing) bring(ctx context.Context, d *desk, source rowSource, columns readColumns, media string, back func(streams) error) (err error) {
	if err := c.samplePasswords(ctx, d, source); err != nil {
		return err
	}
	total, err := source.Count(ctx)
	if err != nil {
		return err
	}
	show := &telling{desk: d, columns: columns, dryRun: c.DryRun, skipBad: c.SkipBad}
	progress := d.rows(total, "importing")
	defer progress.end()
	show.screen = progress.before(d.err)
	if c.Report == "" {
		err = carry(ctx, progress.of(source), media, show, back)
	} else {
		unwritten := migrate.WriteFile(c.Report, func(w io.Writer) error {
			show.report = newReport(w, source, columns, c.DryRun)
			err = carry(ctx, progress.of(source), media, show, back)
			return show.report.end()
		})
		if show.report == nil {
			return fmt.Errorf("nothing was imported, because the file of --report cannot be written: %w", unwritten)
		}
		defer func() { err = c.unreported(d, err, unwritten) }()
	}
	progress.end()
	return show.end(err)
}

// unreported says that the file of --report is not there. The import is not undone
// for that, and must not be taken for one that was.
func (c *importing) unreported(d *desk, err, unwritten error) error {
	if unwritten == nil {
		return err
	}
	done := ""
	if err == nil || isExit(err, exitRefused) {
		done, err = "; apart from that the import was done as said above", exit(exitRefused)
	}
	_, _ = fmt.Fprintf(d.err, "perfil: the report %s could not be written%s: %s\n", printable(c.Report), done, printable(sentence(unwritten)))
	return err
}

// carry sends the source and takes what comes back, until both are at their end.
func carry(ctx context.Context, source migrate.Source, media string, show *telling, back func(streams) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	in, send := io.Pipe()
	receive, out := io.Pipe()
	sent, told := make(chan error, 1), make(chan error, 1)
	go func() {
		err := migrate.Send(ctx, source, media, send)
		_ = send.CloseWithError(err)
		sent <- err
	}()
	go func() {
		err := show.hear(receive)
		_ = receive.CloseWithError(err)
		told <- err
	}()
	err := back(streams{in: in, out: out, err: show.screen})
	cancel()
	_ = in.Close()
	_ = out.Close()
	failed := <-sent
	if heard := <-told; err == nil {
		err = heard
	}
	// What went wrong with the source is the cause of what went wrong behind it.
	if failed != nil && !errors.Is(failed, io.ErrClosedPipe) && !errors.Is(failed, context.Canceled) {
		return failed
	}
	return err
}

// back merges what the front sends.
func (c *importing) back(ctx context.Context, svc *account.Service, s streams) error {
	source, err := migrate.Receive(s.in)
	if err != nil {
		return err
	}
	o := migrate.MergeOptions{
		As: c.As, DryRun: c.DryRun, SkipBad: c.SkipBad, DeleteMissing: c.DeleteMissing, Overrule: c.PreferSource,
		IDOffset: account.ID(c.IDOffset), Renumber: c.Renumber, Spool: s.spool, Room: s.room, PicturesToo: s.picturesToo,
	}
	if o.As == "" {
		o.As = source.Name()
	}
	if source.Media() != "" {
		if o.Media, _, err = openMedia(source.Media()); err != nil {
			return err
		}
		defer o.Media.Close() //nolint:errcheck // nothing was written
	}
	tell := newTeller(s.out)
	o.Refused, o.Noted = tell.refused, tell.noted
	outcome, err := migrate.Merge(ctx, svc, operator(), source, o)
	if err != nil && (outcome.Added+outcome.Changed+outcome.Deleted > 0 || isOpen(err)) {
		err = partly(s.err, fmt.Errorf("the import ended in the middle, and goes on there when it is run again: %w", err))
	}
	var full *migrate.NoRoomError
	if errors.As(err, &full) {
		err = tooLarge(full)
	}
	if errors.Is(err, migrate.ErrNoRoomForPictures) {
		err = fmt.Errorf("nothing was imported: %w", err)
	}
	return errors.Join(asRefused(err), tell.end(outcome))
}

// asRefused leaves the words about refused rows to the front, which counts them.
func asRefused(err error) error {
	if errors.Is(err, migrate.ErrRefused) {
		return exit(exitRefused)
	}
	return err
}
