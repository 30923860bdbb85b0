package migrate

import "perfil/internal/account"

// reserve is the largest id that a first reading of a source found to come. New
// accounts get theirs beyond it before the first piece is stored, for else
// whoever signs up between two pieces takes the id of the next line.
type reserve struct{ last account.ID }

func (r *reserve) take(id account.ID) { r.last = max(r.last, id) }

// note takes the id of an entry that can be judged, and of no other: an id that
// cannot come, however large, moves no others.
func (r *reserve) note(e *Entry, judge func(account.Account) (account.Importable, error)) {
	if len(e.Faults) > 0 || e.Account.ID <= r.last {
		return
	}
	if _, err := judge(e.Account); err == nil {
		r.take(e.Account.ID)
	}
}
