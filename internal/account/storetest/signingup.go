package storetest

import "perfil/internal/account"

// A sign-up asks for an account, a session and an event; a Store may do that in
// another way than each by itself.
var signingUp = []story{
	{"a new account comes with its session and its event", func(s *scene) {
		c := joining(Account(Complete))
		a, err := s.store.Create(s.Context(), c)
		s.ok(err)
		want := c.Account
		want.ID = a.ID
		same(s, "the account", want, s.find(a.ID))
		session, err := s.store.Session(s.Context(), c.Start.ID)
		s.ok(err)
		same(s, "the session", *c.Start, session)
		same(s, "whose session it is", a.ID, session.Account)
		events := s.events(account.EventQuery{Account: a.ID, Limit: 9})
		same(s, "the number of events", 1, len(events))
		same(s, "the event", account.ActionSignUp, events[0].Action)
		same(s, "how it came", "django", events[0].Via)
		same(s, "from where", "192.0.2.7", events[0].Address)
	}},
	{"of a new account whose values are taken nothing comes", func(s *scene) {
		has := s.stored()
		for _, told := range []struct {
			a      account.Account
			fields []account.Field
		}{
			{Account(Email(has.Email)), []account.Field{account.FieldEmail}},
			{Account(Username(has.Username)), []account.Field{account.FieldUsername}},
			{Account(Email(has.Email), Username(has.Username)), []account.Field{account.FieldUsername, account.FieldEmail}},
		} {
			s.refusesToJoin(told.a, told.fields...)
		}
	}},
	{"nor of one whose address is held", func(s *scene) {
		Issued(s.T, s.store, s.stored().ID, account.PurposeUndoEmail)
		a := Account(Email(former))
		s.refusesToJoin(a, account.FieldEmail)
		s.missing(account.Key{Username: a.Username})
	}},
}

func joining(a account.Account) *account.Change {
	session := Session()
	return &account.Change{
		Account: a, Start: &session,
		Events: []account.Event{{At: noon, Action: account.ActionSignUp, Via: "django", Address: "192.0.2.7"}},
	}
}

// refusesToJoin tries to sign up, in vain.
func (s *scene) refusesToJoin(a account.Account, fields ...account.Field) {
	s.Helper()
	c := joining(a)
	_, err := s.store.Create(s.Context(), c)
	s.taken(err, fields...)
	_, err = s.store.Session(s.Context(), c.Start.ID)
	s.fails(err, account.NotFound)
	same(s, "the number of events", 0, len(s.events(account.EventQuery{Action: account.ActionSignUp, Limit: 9})))
}
