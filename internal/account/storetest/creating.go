package storetest

import (
	"strings"
	"time"

	"perfil/internal/account"
)

var creating = []story{
	{"an account comes back with every field as it was", func(s *scene) {
		want := Account(Complete)
		got, err := s.store.Create(s.Context(), &account.Change{Account: want})
		s.ok(err)
		if got.ID <= 0 {
			s.Errorf("the new id is %d, want a positive one", got.ID)
		}
		want.ID = got.ID
		same(s, "what Create returned", want, got)
		same(s, "what Find returned", want, s.find(got.ID))
	}},
	{"what is not set comes back as not set", func(s *scene) {
		want := Account()
		got, err := s.store.Create(s.Context(), &account.Change{Account: want})
		s.ok(err)
		want.ID = got.ID
		same(s, "the account", want, s.find(got.ID))
	}},
	{"the id in the change is not used", func(s *scene) {
		first := s.stored()
		second := s.stored(Numbered(first.ID))
		if second.ID == first.ID {
			s.Errorf("the id %d was given twice", first.ID)
		}
	}},
	{"times keep nanoseconds, before 1970 too, and lose their zone only", func(s *scene) {
		zone := time.FixedZone("east", 5*3600+30*60)
		for _, at := range []time.Time{
			time.Date(1969, 12, 31, 23, 59, 59, 999999999, time.UTC),
			time.Date(1831, 6, 1, 0, 0, 0, 1, time.UTC),
			time.Unix(0, 0),
			time.Date(2261, 12, 31, 23, 59, 59, 999999999, time.UTC),
			time.Date(2024, 1, 15, 10, 30, 0, 500000000, zone),
		} {
			got := s.find(s.stored(Created(at)).ID).CreatedAt
			if !got.Equal(at) || got.Location() != time.UTC {
				s.Errorf("the time %v came back as %v", at, got)
			}
		}
	}},
	{"a time that cannot be kept is refused, not bent", func(s *scene) {
		for _, year := range []int{1, 1600, 2263, 9999} {
			at := time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC)
			_, err := s.store.Create(s.Context(), &account.Change{Account: Account(Created(at))})
			s.fails(err, account.Invalid)
		}
	}},
	{"text is stored exactly as sent", func(s *scene) {
		for _, text := range []string{
			"O'Brien", `a "quoted" name`, "%_\\", "Ω ≠ ω", "👩‍👩‍👧", "e\u0301 is not \u00e9", " two  spaces ",
			"a\nb\tc", "'); DROP TABLE accounts; --", "$1 ?1 :a @b", strings.Repeat("ñ", 5000),
		} {
			got := s.find(s.stored(Named(text, text+"2")).ID)
			same(s, "the first name", text, got.FirstName)
			same(s, "the last name", text+"2", got.LastName)
		}
	}},
	{"a username that is taken is a conflict that names it", func(s *scene) {
		other := s.stored()
		_, err := s.store.Create(s.Context(), &account.Change{Account: Account(Username(other.Username))})
		s.taken(err, account.FieldUsername)
	}},
	{"an e-mail that is taken is a conflict that names it", func(s *scene) {
		other := s.stored()
		_, err := s.store.Create(s.Context(), &account.Change{Account: Account(Email(other.Email))})
		s.taken(err, account.FieldEmail)
	}},
	{"a username and an e-mail that two others have are both named", func(s *scene) {
		_, err := s.store.Create(s.Context(), &account.Change{
			Account: Account(Username(s.stored().Username), Email(s.stored().Email)),
		})
		s.taken(err, account.FieldUsername, account.FieldEmail)
	}},
	{"usernames differ by case", func(s *scene) {
		s.stored(Username("Bob"))
		s.stored(Username("bob"))
	}},
	{"of many who sign up at once with one e-mail one gets it", func(s *scene) {
		errs := together(8, func(int) error {
			_, err := s.store.Create(s.Context(), &account.Change{Account: Account(Email("one@example.com"))})
			return err
		})
		if n := s.winners(errs, account.Conflict); n != 1 {
			s.Errorf("%d accounts got the e-mail, want 1", n)
		}
		for _, err := range errs {
			if err != nil {
				s.taken(err, account.FieldEmail)
			}
		}
	}},
	{"everything that the change asks for is stored with the new id", createsAll},
	{"a change that fails leaves no account behind", func(s *scene) {
		spent := Digest()
		s.change(s.stored().ID, func(c *account.Change) { c.Spend = []account.Spent{{Digest: spent, ExpiresAt: noon}} })
		session, wanted := Session(), Account()
		_, err := s.store.Create(s.Context(), &account.Change{
			Account: wanted,
			Start:   &session,
			Spend:   []account.Spent{{Digest: spent, ExpiresAt: noon}},
			Events:  []account.Event{{At: noon, Action: account.ActionSignUp}},
		})
		s.taken(err, account.FieldToken)
		s.missing(account.Key{Username: wanted.Username})
		_, err = s.store.Session(s.Context(), session.ID)
		s.fails(err, account.NotFound)
		same(s, "the number of events", 0, len(s.events(account.EventQuery{})))
	}},
}

func createsAll(s *scene) {
	session, spent := Session(), Digest()
	created, err := s.store.Create(s.Context(), &account.Change{
		Account: Account(),
		Start:   &session,
		Spend:   []account.Spent{{Digest: spent, ExpiresAt: noon}},
		Events:  []account.Event{{At: noon, Action: account.ActionSignUp, Via: "test"}},
		Jobs:    []account.Job{{Kind: account.JobConfirmEmailMail, Email: "a@example.com", DueAt: noon}},
	})
	s.ok(err)
	same(s, "the account of the session", created.ID, session.Account)
	same(s, "the sessions", []account.SessionID{session.ID}, s.sessionIDs(created.ID, session.ID))
	was, err := s.store.Spent(s.Context(), spent)
	s.ok(err)
	same(s, "spent", true, was)
	events := s.events(account.EventQuery{Account: created.ID})
	same(s, "the number of events", 1, len(events))
	job, err := s.store.ClaimJob(s.Context(), noon, time.Minute)
	s.ok(err)
	same(s, "the account of the job", created.ID, job.Account)
}
