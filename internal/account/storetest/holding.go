package storetest

import (
	"fmt"
	"time"

	"perfil/internal/account"
)

const former = "former@example.com" // the address that Ticket is about

var holding = []story{
	{"an address that a ticket brings back is taken for everybody else", func(s *scene) {
		owner, other := s.stored(), s.stored()
		Issued(s.T, s.store, owner.ID, account.PurposeUndoEmail)
		s.wantHeld(other)
		same(s, "held against the owner", false, s.held(owner.ID))
		back := s.change(owner.ID, func(c *account.Change) { c.Account.Email = former })
		same(s, "the address", former, back.Email)
	}},
	{"so is one whose ticket is still to be written, unless for an account that is gone", func(s *scene) {
		owner, other := s.stored(), s.stored()
		s.change(owner.ID, func(c *account.Change) {
			c.Jobs = []account.Job{{Kind: account.JobEmailChangedMail, Email: former, DueAt: noon}}
		})
		s.wantHeld(other)
		s.ok(s.store.Delete(s.Context(), owner.ID, func(*account.Change) error { return nil }))
		same(s, "held", false, s.held(0))
		s.stored(Email(former))
	}},
	{"no other letter or ticket holds an address", func(s *scene) {
		a := s.stored()
		Issued(s.T, s.store, a.ID, account.PurposeReset)
		Issued(s.T, s.store, a.ID, account.PurposeConfirmEmail)
		s.change(a.ID, func(c *account.Change) {
			c.Jobs = []account.Job{{Kind: account.JobConfirmEmailMail, Email: former, DueAt: noon}}
		})
		same(s, "held", false, s.held(0))
		s.imports(Account(Numbered(a.ID+10), Email(former)))
	}},
	{"an address is free when its ticket was redeemed, is void, or was swept", func(s *scene) {
		owner := s.stored()
		for name, end := range map[string]func(account.Ticket){
			"redeemed": func(t account.Ticket) { s.change(owner.ID, func(c *account.Change) { c.Redeem = &t.Digest }) },
			"void": func(account.Ticket) {
				s.change(owner.ID, func(c *account.Change) { c.Void = []account.Void{{Purpose: account.PurposeUndoEmail}} })
			},
			"swept": func(t account.Ticket) { s.ok(s.store.Sweep(s.Context(), t.ExpiresAt.Add(1), time.Hour)) },
		} {
			ticket := Issued(s.T, s.store, owner.ID, account.PurposeUndoEmail)
			same(s, "held before it is "+name, true, s.held(0))
			end(ticket)
			same(s, "held after it is "+name, false, s.held(0))
		}
	}},
	{"of two who can come back neither keeps the other away", func(s *scene) {
		first, second := s.stored(), s.stored()
		Issued(s.T, s.store, first.ID, account.PurposeUndoEmail)
		Issued(s.T, s.store, second.ID, account.PurposeUndoEmail)
		same(s, "held against a stranger", true, s.held(0))
		s.change(second.ID, func(c *account.Change) { c.Account.Email = former })
		_, err := s.try(first.ID, func(c *account.Change) { c.Account.Email = former })
		s.taken(err, account.FieldEmail)
	}},
	{"an account keeps an address that is held for another, from before there was any holding", func(s *scene) {
		has, owner := s.stored(Email(former)), s.stored()
		Issued(s.T, s.store, owner.ID, account.PurposeUndoEmail)
		got := s.change(has.ID, func(c *account.Change) { c.Account.Username, c.Account.FirstName = "other", "Ada" })
		same(s, "the name", "Ada", got.FirstName)
		same(s, "held against who has it", false, s.held(has.ID))
		same(s, "held against who is kept it", true, s.held(owner.ID))
	}},
	{"an address that somebody has is held against everybody else", func(s *scene) {
		has := s.stored(Email(former))
		same(s, "held against who has it", false, s.held(has.ID))
		same(s, "held against another", true, s.held(s.stored().ID))
		same(s, "held against nobody in particular", true, s.held(0))
	}},
	{"nobody snatches an address in the moment in which it is given up", snatching},
}

// wantHeld tries every way to the former address.
func (s *scene) wantHeld(other account.Account) {
	s.Helper()
	same(s, "held against nobody in particular", true, s.held(0))
	same(s, "held against another", true, s.held(other.ID))
	_, err := s.store.Create(s.Context(), &account.Change{Account: Account(Email(former))})
	s.taken(err, account.FieldEmail)
	_, err = s.store.Create(s.Context(), &account.Change{Account: Account(Email(former), Username(other.Username))})
	s.taken(err, account.FieldUsername, account.FieldEmail)
	_, err = s.try(other.ID, func(c *account.Change) { c.Account.Email, c.Account.FirstName = former, "Eve" })
	s.taken(err, account.FieldEmail)
	free := other.ID + 100
	s.ok(s.store.Import(s.Context(), func(insert func(account.Account) error) error {
		s.taken(insert(Account(Numbered(free), Email(former))), account.FieldEmail)
		return insert(Account(Numbered(free)))
	}))
	s.ok(s.store.Merge(s.Context(), func(in *account.Intake) error {
		_, err := in.Insert(Account(Email(former)))
		s.taken(err, account.FieldEmail)
		_, err = in.Insert(Account(Email(former), Numbered(free+1)))
		s.taken(err, account.FieldEmail)
		s.taken(in.Update(other.ID, func(c *account.Change) error {
			c.Account.Email = former
			return nil
		}), account.FieldEmail)
		_, err = in.Insert(Account(Numbered(free + 1)))
		return err
	}))
	same(s, "the other account", other, s.find(other.ID))
	s.missing(account.Key{Email: former})
}

func (s *scene) held(against account.ID) bool {
	s.Helper()
	held, err := s.store.Held(s.Context(), former, against)
	s.ok(err)
	return held
}

// snatching tries it many times, since the moment is short.
func snatching(s *scene) {
	eve := s.stored()
	for i := range 20 {
		address := fmt.Sprintf("owner%d@example.com", i)
		owner := s.stored(Email(address))
		errs := together(6, func(n int) error {
			switch n {
			case 0:
				_, err := s.try(owner.ID, func(c *account.Change) {
					c.Account.Email = "moved-" + address
					c.Jobs = []account.Job{{Kind: account.JobEmailChangedMail, Email: address, DueAt: noon}}
				})
				return err
			case 1:
				_, err := s.try(eve.ID, func(c *account.Change) { c.Account.Email = address })
				return err
			default:
				_, err := s.store.Create(s.Context(), &account.Change{Account: Account(Email(address))})
				return err
			}
		})
		same(s, "those who succeeded", 1, s.winners(errs, account.Conflict))
	}
}
