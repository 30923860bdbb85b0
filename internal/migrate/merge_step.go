package migrate

import (
	"errors"
	"fmt"

	"perfil/internal/account"
)

func (m *merge) take(in *account.Merging, s *step) error {
	if s.kind == stepGone {
		return m.gone(in, s)
	}
	m.out.Read++
	m.out.Hashes[s.form]++
	for _, text := range s.notes {
		m.out.Notes[text]++
		if m.options.Noted != nil {
			m.onceKept(func() { m.options.Noted(Note{s.position, text}) })
		}
	}
	switch s.kind {
	case stepRefused:
		m.refuse(s, s.reasons)
		return nil
	case stepSame:
		m.out.Unchanged++
		return nil
	default:
		return m.store(in, s)
	}
}

// store adds an account or brings it up to date.
func (m *merge) store(in *account.Merging, s *step) error {
	m.written++
	var err error
	if s.kind == stepNew {
		err = in.Add(&s.importable, s.row)
	} else {
		err = in.Renew(&s.importable, s.row, s.origin, m.options.Overrule)
	}
	switch {
	case err == nil && s.kind == stepNew:
		m.largest.take(s.importable.Account().ID)
		m.out.Added++
		return nil
	case err == nil:
		m.out.Changed++
		return nil
	case errors.Is(err, account.Conflict), errors.Is(err, account.ErrChangedHere), errors.Is(err, account.ErrDeletedHere):
		m.unstored(in, s, err)
		return nil
	default:
		return fmt.Errorf("%s: %w", m.source.Place(s.position), err)
	}
}

// unstored decides what becomes of an account that cannot be stored for what is here.
func (m *merge) unstored(in *account.Merging, s *step, err error) {
	reason, came := cameMeanwhile(in, s)
	conflict := errors.Is(err, account.Conflict)
	switch {
	case came:
		m.passOver(s, reason)
	case conflict && !m.atEnd && len(m.later) < maxLater:
		m.later = append(m.later, *s)
	case conflict:
		m.refuse(s, takenBy(in, s, account.ErrorOf(err).Violations))
	default:
		m.refuse(s, []string{err.Error()})
	}
}

// gone is what happens to an account whose entry is not there any more.
func (m *merge) gone(in *account.Merging, s *step) error {
	if !m.options.DeleteMissing {
		m.out.Missing++
		return nil
	}
	m.written++
	err := in.Remove(s.origin, m.options.Overrule)
	switch {
	case errors.Is(err, account.ErrChangedHere):
		reason, came := cameMeanwhile(in, s)
		if !came {
			reason = "it is gone from the source, but " + err.Error()
		}
		m.refuse(s, []string{reason})
	case err != nil:
		return fmt.Errorf("%s: %w", m.source.Place(s.position), err)
	default:
		m.out.Deleted++
	}
	return nil
}

func (m *merge) refuse(s *step, reasons []string) {
	m.out.Refused++
	if s.undo != nil {
		m.onceKept(s.undo)
	}
	if m.options.Refused != nil {
		told := Refusal{Position: s.position, Place: m.source.Place(s.position), Reasons: reasons}
		m.onceKept(func() { m.options.Refused(told) })
	}
}

// takenBy says who has the values that an account wants.
func takenBy(in *account.Merging, s *step, violations []account.Violation) []string {
	a := s.importable.Account()
	reasons := make([]string, len(violations))
	for i, v := range violations {
		value, _ := valueOf(a, v.Field)
		reasons[i] = value + " is taken by another account"
		if holder, err := in.Holder(a, v.Field); err == nil {
			reasons[i] = fmt.Sprintf("%s is taken by the account with id %d", value, holder.ID)
			switch {
			case v.Field != account.FieldID:
			case holder.Username == "": // brought by this rehearsal, which knows no more of it
				reasons[i] = value + " is taken by another account"
			default:
				reasons[i] = value + " is taken by the account of " + quote(holder.Username) + aboutTokens(a.ID, s.position)
			}
		}
	}
	return reasons
}

// aboutTokens says what the former application goes on to do until the switch,
// when an id means somebody else here. A token that it gave out before the account
// was made here is refused, one that it gives out later is not.
func aboutTokens(id account.ID, row int64) string {
	if int64(id) != row {
		return "" // its tokens are found by the row
	}
	return fmt.Sprintf("; if that one was made here, delete it before the switch, because a token that"+
		" the former application gives out for id %d opens it", id)
}

func (m *merge) tally() string {
	tally := fmt.Sprintf("%d added, %d changed, %d deleted, %d refused", m.kept.Added, m.kept.Changed, m.kept.Deleted, m.kept.Refused)
	if m.options.Renumber {
		tally += underNewIDs
	}
	return tally
}
