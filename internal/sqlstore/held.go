package sqlstore

import (
	"context"

	"perfil/internal/account"
)

// Held reports whether another account than this one has an address, or is kept
// it.
func (s *Store) Held(ctx context.Context, email string, against account.ID) (bool, error) {
	var has, keeps claim
	err := s.engine.Read(ctx, func(c Conn) error {
		has, keeps = claim{}, claim{}
		return all(ctx, c, func(rows Rows) error {
			var id, holds int64
			if err := rows.Scan(&id, &holds); err != nil {
				return err
			}
			if holds == 1 {
				has.note(id, against)
			} else {
				keeps.note(id, against)
			}
			return nil
		}, s.sql.EmailKeepers, email)
	})
	return has.others || !has.own && keeps.away(), s.fault(err)
}

// claim is whose something is.
type claim struct{ own, others bool }

func (c *claim) note(id int64, against account.ID) {
	c.own = c.own || id == int64(against)
	c.others = c.others || id != int64(against)
}

// away says whether who can still come back to an address keeps another away. Of
// two who can, which only a release that held nothing has left behind, neither does
// so to the other.
func (c claim) away() bool { return c.others && !c.own }

// isHeld says whether an address that nobody else has is kept for somebody else.
func (s *Store) isHeld(ctx context.Context, c Conn, email string, id int64) (bool, error) {
	var keeps claim
	err := all(ctx, c, func(rows Rows) error {
		var keeper int64
		err := rows.Scan(&keeper)
		keeps.note(keeper, account.ID(id))
		return err
	}, s.sql.HeldEmail, email)
	return keeps.away(), err
}

// keepUnlessHeld takes the row that was just inserted out again if its address is
// held. The insert has asked that itself, and after the row was in, not before: it
// waits for whoever is just giving the address up, and only what runs after that
// sees what this change left behind.
func (s *Store) keepUnlessHeld(ctx context.Context, conn Conn, r *accountRow, held bool) error {
	if !held {
		return nil
	}
	if _, err := conn.Exec(ctx, s.sql.DeleteAccount, r.id); err != nil {
		return err
	}
	return taken(account.FieldEmail)
}

// changeUnlessHeld is keepUnlessHeld for a row that was replaced.
func (s *Store) changeUnlessHeld(ctx context.Context, conn Conn, before, r *accountRow) error {
	if r.email == before.email {
		return nil
	}
	held, err := s.isHeld(ctx, conn, r.email, r.id)
	if err != nil || !held {
		return err
	}
	if _, err := conn.Exec(ctx, s.sql.UpdateAccount, before.args()...); err != nil {
		return err
	}
	return taken(account.FieldEmail)
}
