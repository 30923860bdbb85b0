package sqlite

import (
	"sync"

	"perfil/internal/account"
)

// foreign notices what other processes write, such as an operator's `perfil
// user set` while the server runs. The writer's connection sees the version of
// the data change when anybody else commits; all its own commits leave it.
type foreign struct {
	mu      sync.Mutex
	watcher account.Watcher
	known   bool
	version int64
}

func (f *foreign) watch(w account.Watcher) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.watcher = w
}

// lookAnew asks through another connection than before. Their versions cannot be
// compared, and somebody may have written between the two: all that is known is old.
func (f *foreign) lookAnew(l *link) {
	f.mu.Lock()
	f.known = false
	f.mu.Unlock()
	f.look(l)
}

// look asks once. While the file cannot be asked, nobody may trust memory.
func (f *foreign) look(l *link) {
	version, err := l.dataVersion()
	f.mu.Lock()
	defer f.mu.Unlock()
	wasKnown, changed := f.known, version != f.version
	f.known, f.version = err == nil, version
	switch {
	case f.watcher == nil:
	case err != nil:
		f.watcher.Blind(true)
	case !wasKnown:
		f.watcher.ChangedAll()
		f.watcher.Blind(false)
	case changed:
		f.watcher.ChangedAll()
	}
}
