package storetest

import (
	"errors"

	"perfil/internal/account"
)

func agree(*account.Change) error { return nil }

var deleting = []story{
	{"an account goes with its sessions and tickets, and nobody else's", func(s *scene) {
		a, other := s.stored(Complete), s.stored()
		session, kept := SignedIn(s.T, s.store, a.ID), SignedIn(s.T, s.store, other.ID)
		ticket := Issued(s.T, s.store, a.ID, account.PurposeReset)
		s.ok(s.store.Delete(s.Context(), a.ID, agree))
		for _, key := range []account.Key{{ID: a.ID}, {Username: a.Username}, {Email: a.Email}} {
			s.missing(key)
		}
		_, err := s.store.Session(s.Context(), session.ID)
		s.fails(err, account.NotFound)
		_, err = s.store.Ticket(s.Context(), ticket.Digest)
		s.fails(err, account.NotFound)
		same(s, "the other", other, s.find(other.ID))
		same(s, "the sessions of the other", []account.SessionID{kept.ID}, s.sessionIDs(other.ID, kept.ID))
	}},
	{"its spent tokens and its events stay", func(s *scene) {
		a, before, with := s.stored(), Digest(), Digest()
		s.change(a.ID, func(c *account.Change) { c.Spend = spend(before) })
		s.ok(s.store.Delete(s.Context(), a.ID, func(c *account.Change) error {
			c.Spend = spend(with)
			c.Events = []account.Event{{At: noon, Action: account.ActionDeleted, Actor: 7}}
			return nil
		}))
		same(s, "the token spent before", true, s.spent(before))
		same(s, "the token spent with it", true, s.spent(with))
		events := s.events(account.EventQuery{Account: a.ID})
		same(s, "the number of events", 1, len(events))
	}},
	{"the func sees the account, and its error keeps everything", func(s *scene) {
		a, refused := s.stored(Complete), errors.New("refused")
		session := SignedIn(s.T, s.store, a.ID)
		err := s.store.Delete(s.Context(), a.ID, func(c *account.Change) error {
			same(s, "the account in the change", a, c.Account)
			c.Events = []account.Event{{At: noon, Action: account.ActionDeleted}}
			return refused
		})
		if err != refused { //nolint:errorlint // as it is, not wrapped
			s.Errorf("got error %v, want the one of the func", err)
		}
		same(s, "the account", a, s.find(a.ID))
		same(s, "the sessions", []account.SessionID{session.ID}, s.sessionIDs(a.ID, session.ID))
		same(s, "the number of events", 0, len(s.events(account.EventQuery{})))
	}},
	{"an account that is not there cannot be deleted", func(s *scene) {
		a := s.stored()
		s.ok(s.store.Delete(s.Context(), a.ID, agree))
		err := s.store.Delete(s.Context(), a.ID, func(*account.Change) error {
			s.Error("the func was called")
			return nil
		})
		s.fails(err, account.NotFound)
	}},
	{"its names are free again, its id is not", func(s *scene) {
		s.stored()
		a := s.stored()
		s.ok(s.store.Delete(s.Context(), a.ID, agree))
		again := s.stored(Username(a.Username), Email(a.Email))
		if again.ID <= a.ID {
			s.Errorf("the new account has id %d, and %d was given before", again.ID, a.ID)
		}
	}},
	{"of many who delete one account at once one succeeds", func(s *scene) {
		a := s.stored()
		errs := together(6, func(int) error { return s.store.Delete(s.Context(), a.ID, agree) })
		same(s, "those who succeeded", 1, s.winners(errs, account.NotFound))
	}},
}
