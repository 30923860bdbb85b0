package migrate

import (
	"errors"

	"perfil/internal/account"
)

// otherRun is why a row is refused that another import of the same source was at
// while this one went on. Which of the two read the newer state of the source
// nobody knows here; the next run does.
const otherRun = "another import of the same source brought this row meanwhile, as it stood at another time: run this one again"

// cameMeanwhile says whether another import of the same source was at the row of
// this step since it was matched. To call its account one of somebody else, and to
// have it deleted, would take the account from the person in the row. The reason is
// empty if what the other one brought is the same.
func cameMeanwhile(in *account.Merging, s *step) (reason string, came bool) {
	now, err := in.Origin(s.position)
	switch {
	case errors.Is(err, account.NotFound):
		return otherRun, s.kind != stepNew // it was noted before, and is forgotten
	case err != nil:
		return "", false // the next statement of the transaction will say so
	case s.kind != stepNew && now == s.origin:
		return "", false
	case s.kind != stepGone && now.Came == s.row.Came:
		return "", true
	default:
		return otherRun, true
	}
}

// passOver leaves to the other import what it brought.
func (m *merge) passOver(s *step, reason string) {
	if reason != "" {
		m.refuse(s, []string{reason})
		return
	}
	m.out.Unchanged++
	if s.undo != nil {
		m.onceKept(s.undo)
	}
}
