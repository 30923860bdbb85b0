package migrate

import (
	"context"
	"errors"
	"fmt"
	"math"

	"perfil/internal/account"
	"perfil/internal/password"
)

// step is what is to be done about an entry, or about one that is gone.
type step struct {
	kind       stepKind
	position   int64
	importable account.Importable
	row        account.Row
	origin     account.Origin // of stepChanged and stepGone
	form       string         // of the password hash
	reasons    []string       // of stepRefused
	notes      []string
	undo       func() // what to do when it is not taken; nil: nothing
}

type stepKind uint8

const (
	stepRefused stepKind = iota
	stepNew
	stepChanged
	stepSame
	stepGone
)

// matcher compares a source with what it brought before. Both are in the order
// of rows, so neither has to be held in memory.
type matcher struct {
	svc     *account.Service
	actor   account.Actor
	options MergeOptions

	origins  []account.Origin // read and not matched yet
	readTo   int64            // row of the last one read
	readAll  bool
	last     int64 // the largest id that was read
	anything bool
}

// matchAll reads a source and compares it with what it brought before.
func matchAll(ctx context.Context, source Source, m *matcher, piece int) *flow[step] {
	m.readTo, m.last = math.MinInt64, math.MinInt64
	return flowOf(ctx, piece, func(yield func(step) error) error {
		err := source.Each(ctx, func(e Entry) error { return m.entry(ctx, &e, yield) })
		if err != nil {
			return err
		}
		return m.end(ctx, yield)
	})
}

// originsAtOnce is how many origins are read with one query.
const originsAtOnce = 1024

// nextOrigin is the origin with the least row that was not matched yet.
func (m *matcher) nextOrigin(ctx context.Context) (account.Origin, bool, error) {
	if len(m.origins) == 0 && !m.readAll {
		found, err := m.svc.Origins(ctx, m.actor, m.options.As, m.readTo, originsAtOnce)
		if err != nil {
			return account.Origin{}, false, err
		}
		m.origins, m.readAll = found, len(found) < originsAtOnce
		if len(found) > 0 {
			m.readTo = found[len(found)-1].Row
		}
	}
	if len(m.origins) == 0 {
		return account.Origin{}, false, nil
	}
	return m.origins[0], true, nil
}

// before gives out the origins of rows that are not in the source, up to but not
// including this one.
func (m *matcher) before(ctx context.Context, row int64, yield func(step) error) error {
	for {
		o, found, err := m.nextOrigin(ctx)
		if err != nil || !found || o.Row >= row {
			return err
		}
		m.origins = m.origins[1:]
		if err := yield(step{kind: stepGone, position: o.Row, origin: o}); err != nil {
			return err
		}
	}
}

var errEmptySource = errors.New("the source has no accounts at all, so all that came from it would be deleted: that can hardly be meant")

// end gives out the origins behind the last entry.
func (m *matcher) end(ctx context.Context, yield func(step) error) error {
	if !m.anything && m.options.DeleteMissing {
		if _, found, err := m.nextOrigin(ctx); err != nil || found {
			return errors.Join(err, errEmptySource)
		}
	}
	return m.before(ctx, math.MaxInt64, yield)
}

// entry decides about one entry.
func (m *matcher) entry(ctx context.Context, e *Entry, yield func(step) error) error {
	s := step{position: e.Position, form: formOf(e), notes: e.Notes}
	if m.anything && e.Position <= m.last && len(e.Faults) == 0 {
		s.reasons = []string{fmt.Sprintf("id %d stands twice in the source", e.Position)}
		return yield(s)
	}
	m.anything = true
	if e.Position != 0 || len(e.Faults) == 0 { // the position of an id that cannot be read is 0
		m.last = max(e.Position, m.last)
	}
	if err := m.before(ctx, e.Position, yield); err != nil {
		return err
	}
	o, found, err := m.nextOrigin(ctx)
	if err != nil {
		return err
	}
	if found && o.Row == e.Position {
		m.origins = m.origins[1:]
		s.kind, s.origin = stepChanged, o
	} else {
		s.kind = stepNew
	}
	if err := m.judge(ctx, e, &s); err != nil {
		return err
	}
	return yield(s)
}

// judge finds out whether the entry changed and can be taken. Of one that did
// not change only its imprint is looked at.
func (m *matcher) judge(ctx context.Context, e *Entry, s *step) error {
	if len(e.Faults) > 0 {
		s.kind, s.reasons = stepRefused, e.Faults
		return nil
	}
	s.row = account.Row{ID: e.Position, Came: account.ImprintOf(&e.Account, e.Picture, e.Mark)}
	if s.kind == stepChanged && s.row.Came == s.origin.Came {
		s.kind, s.notes = stepSame, nil
		return nil
	}
	m.options.number(e)
	importable, err := judgeOf(e)(e.Account)
	if err != nil {
		s.kind, s.reasons = stepRefused, account.ImportReasons(err)
		return nil
	}
	s.importable = importable
	s.notes = append(s.notes, adjustments(e, importable.Account())...)
	if m.options.Renumber {
		s.importable.Renumber()
	}
	return m.bringPicture(ctx, e, s)
}

func judgeOf(e *Entry) func(account.Account) (account.Importable, error) {
	if e.Nameless {
		return account.JudgeNameless
	}
	return account.JudgeImport
}

// number gives the account the id that it is to have here. With new ids the
// store gives it; until then any will do that can be judged.
func (o *MergeOptions) number(e *Entry) {
	e.Account.ID = 1
	if !o.Renumber {
		e.Account.ID = account.ID(e.Position) + o.IDOffset
	}
}

// CanTake says whether an entry can come as far as it tells by itself. Whether its
// values are taken only the Merge finds out.
func (o *MergeOptions) CanTake(e Entry) bool {
	o.number(&e)
	_, err := judgeOf(&e)(e.Account)
	return err == nil && len(e.Faults) == 0
}

// formOf is the form of the hash also of a row that is refused for something else:
// the operator counts by it how many people come with the passwords they have.
func formOf(e *Entry) string {
	if len(e.Faults) > 0 && e.Account.PasswordHash == "" {
		return "not looked at" // NULL, or no text at all
	}
	form, err := password.Recognize(e.Account.PasswordHash)
	if err != nil {
		return form.String() + " (refused)"
	}
	return form.String()
}

// adjustments say in which values the account differs from the entry.
func adjustments(e *Entry, a *account.Account) []string {
	var notes []string
	if e.Account.Email != a.Email {
		notes = append(notes, "the email is written in lower case and without space around it")
	}
	if !e.Nameless && e.Account.Username != a.Username {
		notes = append(notes, "the username loses the space around it")
	}
	if e.Account.Phone != a.Phone {
		notes = append(notes, "the phone loses the space around it")
	}
	return notes
}
