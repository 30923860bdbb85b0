package account

import (
	"context"

	"perfil/internal/token"
)

// localize makes our account number of the one that the token of a former system
// states, when its key is bound to that system: two systems that moved in both
// have a user 1. A session such a token may name is none of ours. NotFound.
func (s *Service) localize(ctx context.Context, f *token.Facts) error {
	if f.Source == "" {
		return nil
	}
	found, err := s.store.Origins(ctx, f.Source, f.Account-1, 1)
	if err != nil {
		return err
	}
	if len(found) == 0 || found[0].Row != f.Account {
		return failf(NotFound, "nobody came from %s with the id %d", f.Source, f.Account)
	}
	f.Account, f.Session = int64(found[0].Account), ""
	return nil
}
