package account

import "context"

// DeleteAccount removes an account for good, with its sessions. Its owner may,
// and an admin any. The id is never given again.
//
// Kinds: Forbidden, NotFound (told to an admin only), Gone (told to the owner),
// LastAdmin.
func (s *Service) DeleteAccount(ctx context.Context, actor Actor, id ID) error {
	if actor.Owns(id) == nil {
		return asGone(s.remove(ctx, actor, id))
	}
	if err := s.requireAdmin(ctx, actor); err != nil {
		return err
	}
	return s.remove(ctx, actor, id)
}

// DeleteAnother removes the account of somebody else for an administrator.
//
// Kinds: Forbidden, NotOnSelf, NotFound, LastAdmin.
func (s *Service) DeleteAnother(ctx context.Context, actor Actor, id ID) error {
	if err := s.requireAdmin(ctx, actor); err != nil {
		return err
	}
	if actor.via == "" && actor.Owns(id) == nil {
		return fail(NotOnSelf)
	}
	return s.remove(ctx, actor, id)
}

func (s *Service) remove(ctx context.Context, actor Actor, id ID) error {
	var picture string
	err := s.store.Delete(ctx, id, func(c *Change) error {
		if actor.Owns(id) == nil {
			if err := actor.stillActs(c); err != nil {
				return err
			}
		}
		if err := keepAnAdmin(c, &c.Account); err != nil {
			return err
		}
		picture = c.Account.Avatar
		s.replaceAvatar(c, "")
		c.Events = []Event{s.eventBy(actor, ActionDeleted, c.Account.Username)}
		return nil
	})
	if err == nil {
		s.drop(ctx, picture)
		s.wake()
	}
	return err
}

// keepAnAdmin refuses to take the last active admin away: nobody could make
// another one but at the machine. before is the account as it is stored.
func keepAnAdmin(c *Change, before *Account) error {
	if !isActiveAdmin(before) {
		return nil
	}
	others, err := c.OtherAdmins()
	if err != nil {
		return err
	}
	if others == 0 {
		return fail(LastAdmin)
	}
	return nil
}

func isActiveAdmin(a *Account) bool { return a.Role == RoleAdmin && a.Status == StatusActive }
