package migrate

import (
	"context"
	"errors"
	"fmt"

	"perfil/internal/account"
)

// ErrRefused says that nothing was imported because there are entries that
// cannot be taken; the Report lists them.
var ErrRefused = errors.New("nothing was imported, because some accounts cannot be taken")

// Options say how an import is done. The zero value imports everything or
// nothing.
type Options struct {
	DryRun  bool // find out all that would happen, conflicts too, and keep nothing
	SkipBad bool // keep what can be taken, although some cannot

	// Spool and Room are those of MergeOptions.
	Spool   string
	Room    Room
	reserve reserve // after the first reading

	// Progress, if set, is called now and then with the number of entries done
	// and the bytes of the source up to there.
	Progress func(done int, bytes int64)
}

// MaxListed is how many refusals a Report lists. The others are counted: a file
// of another kind would have millions.
const MaxListed = 100

// Report says what an import did. A dry run reports what it would have done.
type Report struct {
	Read     int // entries in the source
	Kept     int // accounts stored
	Refused  int // entries that cannot be taken
	Refusals []Refusal
}

// Refusal is an entry that cannot be taken.
type Refusal struct {
	Position int64
	Place    string   // the position in words: "line 17"
	Reasons  []string // sentences without a full stop, at least one
}

// Import brings the accounts of a source in, in one transaction, or with a Spool
// in pieces after a rehearsal found that all can come. What can be taken is decided
// by account.JudgeImport and by what the store has already.
//
// The source is read and judged in one goroutine while another stores. Memory
// is constant but for some 32 bytes per account, which serve to tell the line
// that has taken a value before, and in a rehearsal or a dry run for what
// account.Store remembers besides: some hundred bytes more, in the process of the
// server if it runs there. With a Spool and SkipBad there is no rehearsal.
//
// The error is ErrRefused when entries were refused and SkipBad is not set; any
// other one means that the import could not be done. Either way nothing is kept,
// but for pieces before the one that failed, see Kept. After ErrRefused the Report
// is complete.
func Import(ctx context.Context, svc *account.Service, actor account.Actor, source Source, o Options) (Report, error) {
	if o.Spool == "" || o.DryRun {
		report, _, err := importOnce(ctx, svc, actor, source, o)
		return report, err
	}
	return throughSpool(ctx, o.Spool, o.Room, source, o.SkipBad, passes[Report]{
		note: func(e *Entry, ids *reserve) { ids.note(e, account.JudgeImport) },
		rehearse: func(source Source) (Report, reserve, error) {
			first := o
			first.DryRun, first.Progress = true, nil
			report, ids, err := importOnce(ctx, svc, actor, source, first)
			report.Kept = 0
			return report, ids, err
		},
		store: func(source Source, ids reserve, _ int64) (Report, error) {
			o.SkipBad, o.reserve = true, ids
			report, _, err := importOnce(ctx, svc, actor, source, o)
			return report, err
		},
	})
}

// importOnce goes through a source once. With the report it tells the largest id
// that came, or would come.
func importOnce(ctx context.Context, svc *account.Service, actor account.Actor, source Source, o Options) (Report, reserve, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	piece := 0
	if o.Spool != "" && !o.DryRun {
		piece = pieceSize
	}
	run := &run{source: source, options: o, flow: judgeAll(ctx, source, piece)}
	kept, err := svc.Import(ctx, actor, account.Import{
		From:    source.Name(),
		DryRun:  o.DryRun,
		Reserve: o.reserve.last,
		Ready:   func() error { run.mark(); return run.flow.gather(ctx) },
		Again:   func() bool { return run.flow.again(ctx) && run.rewind() },
		Feed:    func(insert func(*account.Importable) error) (bool, error) { return run.feed(ctx, insert) },
		Refused: func() int { return run.report.Refused },
	})
	run.report.Kept = kept
	run.nameHolders(ctx, svc, actor)
	return run.report, run.largest, err
}

// run is an import while it goes on.
type run struct {
	source  Source
	options Options
	flow    *flow[judged]
	report  Report
	takers  takers
	largest reserve
	unnamed []unnamed
	before  struct {
		report          Report
		takers, unnamed int
	}
}

// mark remembers how things stand before a piece, and rewind goes back there.
func (r *run) mark() {
	r.before.report, r.before.takers, r.before.unnamed = r.report, r.takers.count(), len(r.unnamed)
}

func (r *run) rewind() bool {
	r.report, r.unnamed = r.before.report, r.unnamed[:r.before.unnamed]
	r.takers.forget(r.before.takers)
	return true
}

// feed stores what the other goroutine has judged, and says whether there is more.
func (r *run) feed(ctx context.Context, insert func(*account.Importable) error) (more bool, err error) {
	for {
		batch, err := r.flow.next(ctx)
		if err != nil {
			return false, err
		}
		if len(batch) == 0 {
			break
		}
		if err := r.insertAll(batch, insert); err != nil {
			return false, err
		}
	}
	if r.flow.piece > 0 && !r.flow.ended {
		return true, nil
	}
	if r.report.Refused > 0 && !r.options.SkipBad {
		return false, ErrRefused
	}
	return false, nil
}

func (r *run) insertAll(batch []judged, insert func(*account.Importable) error) error {
	for i := range batch {
		j := &batch[i]
		r.report.Read++
		if len(j.reasons) > 0 {
			r.refuse(j.position, j.reasons)
			continue
		}
		if err := r.insert(j, insert); err != nil {
			return err
		}
	}
	if r.options.Progress != nil {
		r.options.Progress(r.report.Read, batch[len(batch)-1].offset)
	}
	return nil
}

func (r *run) insert(j *judged, insert func(*account.Importable) error) error {
	err := insert(&j.importable)
	switch {
	case err == nil:
		r.takers.add(j.importable.Account(), j.position)
		r.largest.take(j.importable.Account().ID)
	case errors.Is(err, account.Conflict):
		r.refuseTaken(j, account.ErrorOf(err).Violations)
	default:
		return fmt.Errorf("%s: %w", r.source.Place(j.position), err)
	}
	return nil
}

// refuse counts a refusal, and lists it while there are few.
func (r *run) refuse(position int64, reasons []string) {
	r.report.Refused++
	if len(r.report.Refusals) < MaxListed {
		r.report.Refusals = append(r.report.Refusals, Refusal{
			Position: position,
			Place:    r.source.Place(position),
			Reasons:  reasons,
		})
	}
}
