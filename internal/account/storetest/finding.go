package storetest

import "perfil/internal/account"

var finding = []story{
	{"an account is found by each of its unique values", func(s *scene) {
		want := s.stored(Complete)
		s.stored()
		for _, key := range []account.Key{
			{ID: want.ID}, {Username: want.Username}, {Email: want.Email}, {Avatar: want.Avatar},
		} {
			got, err := s.store.Find(s.Context(), key)
			s.ok(err)
			same(s, "the account", want, got)
		}
	}},
	{"nobody is found by a value that nobody has", func(s *scene) {
		a := s.stored(Username("bob"), Email("bob@example.com"))
		for _, key := range []account.Key{
			{}, {ID: a.ID + 1}, {ID: -1}, {Username: "Bob"}, {Username: "bob "}, {Username: "b%"},
			{Email: "BOB@example.com"}, {Email: "bob"}, {Email: "' OR 1=1 --"}, {Avatar: "0f/0f3a.webp"},
		} {
			s.missing(key)
		}
	}},
}
