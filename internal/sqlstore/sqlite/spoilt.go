package sqlite

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	codes "modernc.org/sqlite/lib"
)

// errSpoilt says that damage was met before the operation began.
var errSpoilt = errors.New("the database is damaged")

// spoilt remembers that a statement met damage. One page that cannot be read says
// that the others cannot be believed either: an answer from them may be wrong, and
// a write may spread what is wrong.
type spoilt struct {
	met   atomic.Bool
	once  sync.Once
	known chan struct{}
	err   error // of the first statement; to be read after known is closed
}

// note looks whether an error is one of damage.
func (s *spoilt) note(path string, err error) {
	switch primary(codeOf(err)) {
	case codes.SQLITE_CORRUPT, codes.SQLITE_NOTADB:
		s.once.Do(func() {
			s.err = fmt.Errorf("%s is damaged; restore a backup: %w (perfil doctor says more)", path, err)
			s.met.Store(true)
			close(s.known)
		})
	}
}

// refuse is the error of what begins after damage was met.
func (s *spoilt) refuse() error {
	if s.met.Load() {
		return errSpoilt
	}
	return nil
}

// Spoilt is closed when a statement meets damage in the file. From then on the
// engine refuses everything as Unavailable, and nothing cures it but another file.
func (e *Engine) Spoilt() <-chan struct{} { return e.spoilt.known }

// SpoiltBy is a sentence for the operator about what was met; nil before that.
func (e *Engine) SpoiltBy() error {
	select {
	case <-e.spoilt.known:
		return e.spoilt.err
	default:
		return nil
	}
}
