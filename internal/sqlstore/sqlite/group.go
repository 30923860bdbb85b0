package sqlite

import "fmt"

// member is an operation of a group that ran, and how it went.
type member struct {
	*operation
	err error
}

// group runs first, and what queued up meanwhile, in one transaction. Nobody
// hears anything before the commit, not even of an own error: it may rest on
// what another member of the group did.
func (w *writer) group(first *operation) {
	defer w.shrink()
	if err := w.begin(); err != nil {
		w.refuse(first, err)
		return
	}
	var members []member
	for o := first; o != nil; o = w.next(first, len(members)) {
		err, lost := w.one(o)
		members = append(members, member{o, err})
		if lost != nil {
			w.rollback(members, lost)
			return
		}
	}
	w.commit(members)
}

// grow gives the transaction more memory for its pages.
func (w *writer) grow() {
	w.grown = true
	w.link.setCache(bulkCacheKiB)
}

// shrink takes that memory back.
func (w *writer) shrink() {
	if w.grown {
		w.grown = false
		w.link.setCache(writerCacheKiB)
	}
}

func (w *writer) begin() error {
	err := w.link.run("BEGIN IMMEDIATE")
	if err == nil || isBusy(err) {
		return err
	}
	// Whatever state the connection is in, a new one is in none.
	if err := w.link.renew(); err != nil {
		return err
	}
	w.foreign.lookAnew(w.link)
	return w.link.run("BEGIN IMMEDIATE")
}

// one runs an operation in a savepoint of its own. err is how it went; lost
// says that the whole transaction is gone, because SQLite rolled it back at an
// error that left it no choice.
func (w *writer) one(o *operation) (err, lost error) {
	if err := w.link.run("SAVEPOINT operation"); err != nil {
		return err, err
	}
	t := &transaction{statements: w.link.statements}
	if o.alone {
		t.grow = w.grow
	}
	o.turn <- t
	err = <-o.ran
	if err == nil {
		err = t.broken
	}
	if err != nil {
		lost = w.link.run("ROLLBACK TO operation")
	}
	if lost == nil {
		lost = w.link.run("RELEASE operation")
	}
	return err, lost
}

func (w *writer) commit(members []member) {
	err := w.link.run("COMMIT")
	if err != nil {
		w.rollback(members, err)
		return
	}
	w.commits.Add(1)
	w.operations.Add(int64(len(members)))
	for _, m := range members {
		m.done <- m.err
	}
}

// rollback tells all members of a group why nothing of it happened.
func (w *writer) rollback(members []member, cause error) {
	// SQLite may have done it already, which is then the error.
	_ = w.link.run("ROLLBACK")
	for _, m := range members {
		if m.err != nil && codeOf(m.err) != 0 {
			cause = m.err
		}
	}
	for _, m := range members {
		m.done <- fmt.Errorf("the transaction was rolled back: %w", cause)
	}
}
