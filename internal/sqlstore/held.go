package sqlstore

import (
	"context"

	"perfil/internal/account"
)

// Held reports whether an address is kept for other accounts than this one.
func (s *Store) Held(ctx context.Context, email string, against account.ID) (bool, error) {
	var held bool
	err := s.engine.Read(ctx, func(c Conn) (err error) {
		held, err = s.isHeld(ctx, c, email, int64(against))
		return err
	})
	return held, s.fault(err)
}

// isHeld says whether somebody else can still come back to an address and id
// cannot. Of two who can, which only a release that held nothing has left
// behind, neither keeps the other away.
func (s *Store) isHeld(ctx context.Context, c Conn, email string, id int64) (bool, error) {
	others, own := false, false
	err := all(ctx, c, func(rows Rows) error {
		var keeper int64
		err := rows.Scan(&keeper)
		own = own || keeper == id
		others = others || keeper != id
		return err
	}, s.sql.HeldEmail, email)
	return others && !own, err
}

// keepUnlessHeld takes the row that was just inserted out again if its address is
// held. It is asked after the insert, not before: the insert waits for whoever is
// just giving the address up, and only what runs after that sees what this
// change left behind.
func (s *Store) keepUnlessHeld(ctx context.Context, conn Conn, r *accountRow) error {
	held, err := s.isHeld(ctx, conn, r.email, r.id)
	if err != nil || !held {
		return err
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
