package account

import "context"

// ActionExported tells that somebody took a copy of all accounts, with the
// hashes of their passwords.
const ActionExported Action = "exported"

// Export calls fn for every account in the order of ids, as they stand at one
// moment, password hashes included. An error of fn ends it and is returned.
//
// The audit trail is written first, so that nobody who signed in takes a copy
// without a trace. The operator at the machine gets it even so: who holds the
// database needs no leave to read it, and a full disk must not stand between an
// operator and the way out.
//
// Kinds: Forbidden, and those of the Store.
func (s *Service) Export(ctx context.Context, actor Actor, fn func(Account) error) error {
	if err := s.requireAdmin(ctx, actor); err != nil {
		return err
	}
	event := s.eventBy(actor, ActionExported, "all accounts")
	if err := s.store.Record(ctx, []Event{event}, nil); err != nil && actor.via == "" {
		return err
	}
	return s.store.Each(ctx, fn)
}
