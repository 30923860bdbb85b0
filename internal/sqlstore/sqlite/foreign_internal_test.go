package sqlite

import (
	"database/sql"
	"path/filepath"
	"testing"

	"perfil/internal/account"
)

// told counts how often all accounts may have changed.
type told int

func (*told) Changed(account.ID) {}
func (*told) Blind(bool)         {}
func (n *told) ChangedAll()      { *n++ }

// A connection tells versions of its own, and the first that a new one told was often
// that of the one before, so that what another process wrote between the two was never
// heard.
func TestWhatWasWrittenWhileAConnectionWasLostIsHeard(t *testing.T) {
	path := filepath.Join(t.TempDir(), "perfil.db")
	e, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = e.Close() }()
	db, err := sql.Open("sqlite", dsn(path, writerCacheKiB, false))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	l, err := connect(db)
	if err != nil {
		t.Fatal(err)
	}
	var heard told
	f := foreign{watcher: &heard}
	f.look(l)
	before := heard
	if err := l.renew(); err != nil { // a write in between would show in nothing else
		t.Fatal(err)
	}
	f.lookAnew(l)
	if heard == before {
		t.Error("nothing was heard")
	}
}
