package storetest

import (
	"perfil/internal/account"
)

var keepingSessions = []story{
	{"a session comes back with every field as it was", func(s *scene) {
		a := s.stored()
		want := SignedIn(s.T, s.store, a.ID)
		same(s, "the account of the session", a.ID, want.Account)
		got, err := s.store.Session(s.Context(), want.ID)
		s.ok(err)
		same(s, "the session", want, got)
	}},
	{"what is not set comes back as not set", func(s *scene) {
		a := s.stored()
		want := account.Session{ID: "bare", Account: a.ID}
		s.change(a.ID, func(c *account.Change) { c.Start = &account.Session{ID: "bare"} })
		got, err := s.store.Session(s.Context(), "bare")
		s.ok(err)
		same(s, "the session", want, got)
	}},
	{"a session that is not there is not found", func(s *scene) {
		SignedIn(s.T, s.store, s.stored().ID)
		_, err := s.store.Session(s.Context(), "")
		s.fails(err, account.NotFound)
		_, err = s.store.Session(s.Context(), "nobody's")
		s.fails(err, account.NotFound)
	}},
	{"a change sees a session of its account, and no other", func(s *scene) {
		a, other := s.stored(), s.stored()
		own, foreign := SignedIn(s.T, s.store, a.ID), SignedIn(s.T, s.store, other.ID)
		s.change(a.ID, func(c *account.Change) {
			got, err := c.Session(own.ID)
			s.ok(err)
			same(s, "the session", own, got)
			for _, id := range []account.SessionID{foreign.ID, "nobody's", ""} {
				_, err := c.Session(id)
				s.fails(err, account.NotFound)
			}
		})
	}},
	{"rotating replaces every field", func(s *scene) {
		a := s.stored()
		before := SignedIn(s.T, s.store, a.ID)
		want := account.Session{
			ID: before.ID, Account: a.ID,
			CreatedAt: noon.Add(7), LastUsedAt: noon.Add(8), ExpiresAt: noon.Add(9),
			Address: "192.0.2.1", UserAgent: "curl", Refresh: Digest(), Parent: before.Refresh, RotatedAt: noon.Add(10),
		}
		next := want
		next.Account = 0
		s.change(a.ID, func(c *account.Change) { c.Rotate = &next })
		got, err := s.store.Session(s.Context(), before.ID)
		s.ok(err)
		same(s, "the session", want, got)
	}},
	{"a session that ended, or is another's, cannot be rotated", func(s *scene) {
		a, other := s.stored(), s.stored()
		foreign := SignedIn(s.T, s.store, other.ID)
		for _, id := range []account.SessionID{foreign.ID, "ended"} {
			next := Session()
			next.ID = id
			_, err := s.try(a.ID, func(c *account.Change) { c.Account.FirstName, c.Rotate = "Ada", &next })
			s.taken(err, account.FieldToken)
		}
		same(s, "the account", a, s.find(a.ID))
		got, err := s.store.Session(s.Context(), foreign.ID)
		s.ok(err)
		same(s, "the other's session", foreign, got)
	}},
	{"one session ends and the others stay", func(s *scene) {
		a := s.stored()
		ended, kept := SignedIn(s.T, s.store, a.ID), SignedIn(s.T, s.store, a.ID)
		s.change(a.ID, func(c *account.Change) { c.End = account.Ending{ID: ended.ID} })
		same(s, "the sessions left", []account.SessionID{kept.ID}, s.sessionIDs(a.ID, ended.ID, kept.ID))
	}},
	{"the session of another does not end", func(s *scene) {
		a, other := s.stored(), s.stored()
		foreign := SignedIn(s.T, s.store, other.ID)
		s.change(a.ID, func(c *account.Change) { c.End = account.Ending{ID: foreign.ID} })
		same(s, "the sessions of the other", []account.SessionID{foreign.ID}, s.sessionIDs(other.ID, foreign.ID))
	}},
	{"all sessions end but the one that starts with it, and those of others", func(s *scene) {
		a, other := s.stored(), s.stored()
		first, second := SignedIn(s.T, s.store, a.ID), SignedIn(s.T, s.store, a.ID)
		foreign, fresh := SignedIn(s.T, s.store, other.ID), Session()
		s.change(a.ID, func(c *account.Change) { c.End, c.Start = account.Ending{All: true}, &fresh })
		same(s, "the sessions left", []account.SessionID{fresh.ID}, s.sessionIDs(a.ID, first.ID, second.ID, fresh.ID))
		same(s, "the sessions of the other", []account.SessionID{foreign.ID}, s.sessionIDs(other.ID, foreign.ID))
	}},
}
