package cli

import (
	"context"
	"fmt"

	"perfil/internal/sqlstore/sqlite"
)

// lookThrough reads a database that was not closed in order and is too large to be
// read before the first request. Damage ends the server: each answer from a damaged
// file may be wrong, and each backup of it pushes out a good one. That it cannot look
// is a line in the log: too many clients at once must not end the server that they
// come back to.
func (h *host) lookThrough(ctx context.Context) error {
	engine, ok := h.engine.(*sqlite.Engine)
	if !ok || !engine.Doubtful() {
		return nil
	}
	file, err := sqlite.Look(h.dir.Database(), true)
	if err != nil {
		h.log.Error("the database cannot be looked through", "error", err)
		return nil
	}
	defer file.Close() //nolint:errcheck // only read
	h.log.Info("the database was not closed in order the last time and is being looked through", "database", h.dir.Database())
	found, err := file.Damage(ctx, false)
	switch {
	case ctx.Err() != nil:
		return nil // the server stops; the next start looks again if it has to
	case err != nil:
		h.log.Error("the database cannot be looked through", "error", err)
		return nil
	case len(found) > 0:
		return fmt.Errorf("%s is damaged; restore a backup: %s (perfil doctor says more)", h.dir.Database(), found[0])
	}
	h.log.Info("the database is whole")
	return nil
}
