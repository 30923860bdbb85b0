package cli

import (
	"context"
	"fmt"
	"runtime/debug"

	"perfil/internal/sqlstore/sqlite"
)

// lookThrough reads a database that is too large to be read before the first
// request, also after an orderly stop: a disk may spoil a page at any time. It is
// one reader with a small memory of its own, so the start does not wait for it.
// Damage ends the server: each answer from a damaged
// file may be wrong, and each backup of it pushes out a good one. That it cannot look
// is a line in the log: too many clients at once must not end the server that they
// come back to.
func (h *host) lookThrough(ctx context.Context) error {
	engine, ok := h.engine.(*sqlite.Engine)
	if !ok || !engine.Unread() {
		return nil
	}
	file, err := sqlite.Look(h.dir.Database(), true)
	if err != nil {
		h.log.Error("the database cannot be looked through", "error", err)
		return nil
	}
	defer file.Close() //nolint:errcheck // only read
	h.log.Info("the database is being looked through", "database", h.dir.Database(), "closed_in_order", !engine.Doubtful())
	found, err := file.Damage(ctx, false)
	debug.FreeOSMemory() // what that took, or an idle server would keep it
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

// endOnDamage ends the server when a statement meets damage, which what was read at
// the start need not have shown. The next start looks through the file again.
func (h *host) endOnDamage(ctx context.Context) error {
	engine, ok := h.engine.(*sqlite.Engine)
	if !ok {
		return nil
	}
	select {
	case <-engine.Spoilt():
		err := engine.SpoiltBy()
		h.log.Error("the server ends, because the database is damaged: stop what starts it again, move the data folder away and run perfil restore", "error", err)
		return err
	case <-ctx.Done():
		return nil
	}
}
