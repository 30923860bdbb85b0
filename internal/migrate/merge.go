package migrate

import (
	"context"
	"maps"

	"perfil/internal/account"
)

// Merge brings the accounts of a source in that is read again and again: the
// first time all of them, later what changed. Entries must come in the ascending
// order of their Positions, which are the ids that they have there.
//
// All is kept or nothing, with the error ErrRefused, unless SkipBad is set. With
// it the work is kept piece by piece, and what was interrupted goes on where it
// ended when it is run again, because what has come already is unchanged.
//
// With a Spool the work is kept in pieces, too, but only after a rehearsal found
// that all can come. What somebody takes away in between is refused then, and told.
//
// Memory is constant, but for a rehearsal and a dry run, see account.Store. With a
// Spool and SkipBad there is no rehearsal.
func Merge(ctx context.Context, svc *account.Service, actor account.Actor, source Source, o MergeOptions) (Outcome, error) {
	if err := o.checkNumbering(ctx, svc, actor); err != nil {
		return Outcome{}, err
	}
	if o.Spool == "" || o.DryRun {
		out, _, err := mergeOnce(ctx, svc, actor, source, o)
		return out, err
	}
	return throughSpool(ctx, o.Spool, o.Room, source, o.SkipBad, passes[Outcome]{
		note: func(e *Entry, ids *reserve) {
			if !o.Renumber {
				o.number(e)
				ids.note(e, judgeOf(e))
			}
		},
		rehearse: func(source Source) (Outcome, reserve, error) {
			first := o
			first.DryRun, first.rehearsal, first.Noted, first.Progress = true, true, nil, nil
			out, ids, err := mergeOnce(ctx, svc, actor, source, first)
			if err == nil && out.Refused > 0 {
				err = ErrRefused
			}
			out.Added, out.Changed, out.Deleted = 0, 0, 0
			return out, ids, err
		},
		store: func(source Source, ids reserve, waiting int64) (Outcome, error) {
			o.SkipBad, o.reserve, o.waiting = true, ids, waiting
			out, _, err := mergeOnce(ctx, svc, actor, source, o)
			return out, err
		},
	})
}

// mergeOnce goes through a source once. With the outcome it tells the largest id
// that came, or would come.
func mergeOnce(ctx context.Context, svc *account.Service, actor account.Actor, source Source, o MergeOptions) (Outcome, reserve, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	piece := 0
	if o.Spool != "" && !o.DryRun {
		piece = pieceSize
	}
	m := &merge{
		source: source, options: o,
		flow: matchAll(ctx, source, &matcher{svc: svc, actor: actor, options: o}, piece),
		out:  Outcome{Hashes: map[string]int{}, Notes: map[string]int{}},
	}
	err := svc.Merge(ctx, actor, account.Merge{
		Source: o.As, DryRun: o.DryRun, Reserve: o.reserve.last,
		Ready: func() error { m.mark(); return m.flow.gather(ctx) },
		Again: func() bool { return m.flow.again(ctx) && m.rewind() },
		Feed:  func(in *account.Merging) (bool, error) { return m.feed(ctx, in) },
		Kept:  m.keep,
		Tally: m.tally,
	})
	if err != nil && piece > 0 {
		m.rewind() // to what is kept
	}
	if err != nil || !o.DryRun {
		m.out.Added, m.out.Changed, m.out.Deleted = m.kept.Added, m.kept.Changed, m.kept.Deleted
	}
	return m.out, m.largest, err
}

// merge is a Merge while it goes on.
type merge struct {
	source  Source
	options MergeOptions
	flow    *flow[step]
	out     Outcome
	kept    Outcome // as of the last commit
	largest reserve
	written int    // since then
	later   []step // refused over values that a later entry may free
	atEnd   bool
	before  struct {
		out   Outcome
		later []step
	}
	after []func() // what is told, or undone, when the piece is kept
}

// mark remembers how things stand before a piece, and rewind goes back there.
func (m *merge) mark() {
	m.before.out, m.before.later = m.out, m.later
	m.before.out.Hashes, m.before.out.Notes = maps.Clone(m.out.Hashes), maps.Clone(m.out.Notes)
}

func (m *merge) rewind() bool {
	m.out, m.later, m.atEnd, m.after = m.before.out, m.before.later, false, nil
	m.out.Hashes, m.out.Notes = maps.Clone(m.out.Hashes), maps.Clone(m.out.Notes)
	return true
}

func (m *merge) keep() {
	m.kept = m.out
	for _, do := range m.after {
		do()
	}
	m.after = nil
}

// onceKept does at once what cannot be taken back, unless the piece may be tried
// again.
func (m *merge) onceKept(do func()) {
	if m.flow.piece == 0 {
		do()
		return
	}
	m.after = append(m.after, do)
}

const (
	// stepSize is how many accounts are written in one transaction where one is
	// not for all.
	stepSize = 20_000
	// pieceSize is that where others wait: some hundredths of a second. No account
	// is larger than a few kilobytes.
	pieceSize = 1024
	// maxLater bounds what is tried a second time at the end.
	maxLater = 4096
)

// feed does a piece of the work, and says whether there is more.
func (m *merge) feed(ctx context.Context, in *account.Merging) (more bool, err error) {
	m.written = 0
	for m.written < stepSize || m.options.DryRun || !m.options.SkipBad {
		batch, err := m.flow.next(ctx)
		if err != nil {
			return false, err
		}
		if len(batch) == 0 && m.flow.piece > 0 && !m.flow.ended {
			return true, nil
		}
		if len(batch) == 0 {
			return false, m.finish(in)
		}
		for i := range batch {
			if err := m.take(in, &batch[i]); err != nil {
				return false, err
			}
		}
		if m.options.Progress != nil {
			m.options.Progress(m.out.Read)
		}
	}
	return true, nil
}

// finish tries again what failed over values that were taken then.
func (m *merge) finish(in *account.Merging) error {
	m.atEnd = true
	for i := range m.later {
		if err := m.store(in, &m.later[i]); err != nil {
			return err
		}
	}
	m.later = nil
	if m.out.Refused > 0 && !m.options.SkipBad && !m.options.DryRun {
		return ErrRefused
	}
	return nil
}
