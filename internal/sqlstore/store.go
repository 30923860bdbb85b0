package sqlstore

import (
	"context"

	"perfil/internal/account"
)

// Store is account.Store on an Engine.
type Store struct {
	engine  Engine
	sql     Statements
	watcher account.Watcher
}

var _ account.Store = (*Store)(nil)

// New gives the Store that keeps its accounts in engine, and takes it over:
// closing the Store closes the engine.
func New(engine Engine) *Store {
	return &Store{engine: engine, sql: engine.Dialect(Portable()), watcher: deaf{}}
}

// Watch tells w of every committed change. Called once, before the first use.
func (s *Store) Watch(w account.Watcher) {
	s.watcher = w
	s.engine.Watch(w)
}

// pulse is the counter that Ping writes to. No caller counts under it, because
// it ends when no window can.
const pulse = ""

// Ping reads, and writes one row durably: nothing less shows that the disk is
// not full and that this is not a replica.
func (s *Store) Ping(ctx context.Context) error {
	err := s.engine.Read(ctx, func(c Conn) error {
		_, err := count(ctx, c, s.sql.Answer)
		return err
	})
	if err != nil {
		return s.fault(err)
	}
	return s.fault(s.engine.Write(ctx, func(c Conn) error {
		var hits, ends int64
		return one(ctx, c, []any{&hits, &ends}, s.sql.HitCounter, pulse, int64(unset), int64(unset), int64(unset))
	}))
}

// Check looks at the whole database for damage. It may take minutes.
func (s *Store) Check(ctx context.Context) error { return s.engine.Check(ctx) }

// Close finishes the writes that were begun and closes the database.
func (s *Store) Close() error { return s.engine.Close() }

// deaf is the Watcher of a Store that nobody watches.
type deaf struct{}

func (deaf) Changed(account.ID) {}
func (deaf) ChangedAll()        {}
func (deaf) Blind(bool)         {}
