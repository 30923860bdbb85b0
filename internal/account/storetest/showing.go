package storetest

import "perfil/internal/account"

// holder reads the account of a token.
func (s *scene) holder(id account.ID, c account.Credential) (account.Account, bool) {
	s.Helper()
	a, alive, err := s.store.Holder(s.Context(), id, c)
	s.ok(err)
	return a, alive
}

var showingTokens = []story{
	{"a token of a session is alive while its account has the session", func(s *scene) {
		want := s.stored(Complete)
		mine, foreign := SignedIn(s.T, s.store, want.ID), SignedIn(s.T, s.store, s.stored().ID)
		look := func(what string, id account.SessionID, expected bool) {
			s.Helper()
			got, alive := s.holder(want.ID, account.Credential{Session: id, Digest: Digest()})
			same(s, "the account", want, got)
			same(s, what, expected, alive)
		}
		look("the own session", mine.ID, true)
		look("another's session", foreign.ID, false)
		look("nobody's session", "nobody's", false)
		s.change(want.ID, func(c *account.Change) { c.End = account.Ending{ID: mine.ID} })
		look("the session that ended", mine.ID, false)
	}},
	{"a token without a session is alive until it is spent", func(s *scene) {
		want, used, unused := s.stored(Complete), Digest(), Digest()
		SignedIn(s.T, s.store, want.ID) // which has nothing to do with it
		look := func(what string, c account.Credential, expected bool) {
			s.Helper()
			got, alive := s.holder(want.ID, c)
			same(s, "the account", want, got)
			same(s, what, expected, alive)
		}
		look("before", account.Credential{Digest: used}, true)
		s.change(want.ID, func(c *account.Change) { c.Spend = spend(used) })
		look("the spent one", account.Credential{Digest: used}, false)
		look("another", account.Credential{Digest: unused}, true)
	}},
	{"nobody holds the token of an account that is not there", func(s *scene) {
		a := s.stored()
		session := SignedIn(s.T, s.store, a.ID)
		for _, c := range []account.Credential{{Session: session.ID}, {Digest: Digest()}, {}} {
			_, alive, err := s.store.Holder(s.Context(), a.ID+100, c)
			s.fails(err, account.NotFound)
			same(s, "the token", false, alive && err == nil)
		}
	}},
}
