package account

import (
	"context"
	"errors"
	"fmt"
)

// Why a change of a former system is not taken over. Both mean that somebody
// decided something here, which the operator may overrule.
var (
	ErrChangedHere = errors.New("the account was changed here since it was brought")
	ErrDeletedHere = errors.New("the account was deleted here since it was brought")
)

// Merge is one reading of a source that is read again and again.
type Merge struct {
	Source string // the name that the operator gave to the former system
	DryRun bool   // find out all that would happen, and keep nothing

	// Reserve is an id beyond which new accounts get theirs from the beginning on,
	// 0 for none. Who feeds in pieces gives the largest that is to come, or somebody
	// who signs up between two of them takes the id of the next to come.
	Reserve ID
	// Ready, if set, is called before each transaction and reads what Feed is
	// going to hand over in it, so that nobody waits for the source who only wants
	// to write.
	Ready func() error
	// Again, if set, is asked when the store failed for a reason that passes, and
	// has certainly kept nothing: whether Feed hands the same over once more. It
	// waits before it says so.
	Again func() bool
	// Feed hands over what was read. While it says that there is more, what was
	// handed over is kept and it is called again, in a transaction of its own.
	// When it returns an error the transaction keeps nothing. It must not use the
	// Service meanwhile. A dry run has no transaction.
	Feed func(*Merging) (more bool, err error)
	// Kept, if set, is called after each commit.
	Kept func()
	// Tally says in words what was kept, for the audit trail.
	Tally func() string
}

// Merge brings accounts from a source and follows what changed there. The audit
// trail gets one entry for all, after the last commit, also when a later part
// failed.
//
// Kinds: Forbidden, and those of the Store; an error of Feed as it is.
func (s *Service) Merge(ctx context.Context, actor Actor, in Merge) error {
	if err := s.requireAdmin(ctx, actor); err != nil {
		return err
	}
	committed := false
	err := s.mergeAll(ctx, in, &committed)
	if !committed {
		return err
	}
	s.wake()
	event := s.eventBy(actor, ActionImported, "from "+in.Source+": "+in.Tally())
	if noted := s.store.Record(context.WithoutCancel(ctx), []Event{event}, nil); noted != nil {
		noted = fmt.Errorf("the accounts are kept, but the audit trail could not be written: %w", noted)
		return errors.Join(err, noted)
	}
	return err
}

func (s *Service) mergeAll(ctx context.Context, in Merge, committed *bool) error {
	begin := s.store.Merge
	if in.DryRun {
		begin = s.store.Rehearse
	} else if err := s.reserve(ctx, in.Reserve); err != nil {
		return err
	}
	for more := true; more; {
		if in.Ready != nil {
			if err := in.Ready(); err != nil {
				return err
			}
		}
		err := patiently(in.Again, func() error {
			return begin(ctx, func(intake *Intake) (err error) {
				more, err = in.Feed(&Merging{service: s, source: in.Source, intake: intake})
				return err
			})
		})
		if err != nil {
			return err
		}
		if *committed = !in.DryRun; *committed && in.Kept != nil {
			in.Kept()
		}
	}
	return nil
}

// patiently runs a transaction again after a failure that passes.
func patiently(again func() bool, transaction func() error) error {
	for {
		err := transaction()
		if err == nil || again == nil {
			return err
		}
		if e := ErrorOf(err); e.Kind != Unavailable || e.Open || !again() {
			return err
		}
	}
}

func (s *Service) reserve(ctx context.Context, last ID) error {
	if last == 0 {
		return nil
	}
	return s.store.ReserveIDs(ctx, last)
}

// KeepPicture makes an avatar of a picture that comes along with an account and
// returns its name. Should the account not be taken then, DropPicture.
//
// Kinds: Forbidden; Invalid with a violation of FieldAvatar; Busy; Unavailable.
func (s *Service) KeepPicture(ctx context.Context, actor Actor, raw []byte) (string, error) {
	if err := s.requireAdmin(ctx, actor); err != nil {
		return "", err
	}
	var r refusals
	if len(raw) == 0 {
		r.add(FieldAvatar, EmptyFile)
	}
	img, err := s.draw(ctx, &r, &Upload{Bytes: raw})
	if err == nil {
		err = r.err()
	}
	if err != nil {
		return "", err
	}
	return s.keep(ctx, img)
}

// DropPicture removes what KeepPicture kept.
func (s *Service) DropPicture(ctx context.Context, name string) { s.drop(ctx, name) }
