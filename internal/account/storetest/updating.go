package storetest

import (
	"errors"
	"time"

	"perfil/internal/account"
)

var updating = []story{
	{"each field changes alone", changesEachField},
	{"each field can be set and cleared again", func(s *scene) {
		a := s.stored(Complete)
		bare := Account()
		bare.ID, bare.Username, bare.Email = a.ID, a.Username, a.Email
		same(s, "the cleared account", bare, s.change(a.ID, func(c *account.Change) { c.Account = bare }))
		same(s, "the cleared account, read again", bare, s.find(a.ID))
		same(s, "the filled account", a, s.change(a.ID, func(c *account.Change) { c.Account = a }))
		same(s, "the filled account, read again", a, s.find(a.ID))
	}},
	{"the func sees the account as it is", func(s *scene) {
		a := s.stored(Complete)
		s.change(a.ID, func(c *account.Change) { same(s, "the account in the change", a, c.Account) })
	}},
	{"an error of the func comes back as it is and undoes everything", func(s *scene) {
		a, refused := s.stored(), errors.New("refused")
		_, err := s.store.Update(s.Context(), a.ID, func(c *account.Change) error {
			c.Account.FirstName = "Changed"
			c.Events = []account.Event{{At: noon, Action: account.ActionUpdated}}
			return refused
		})
		if err != refused { //nolint:errorlint // as it is, not wrapped
			s.Errorf("got error %v, want the one of the func", err)
		}
		same(s, "the account", a, s.find(a.ID))
		same(s, "the number of events", 0, len(s.events(account.EventQuery{})))
	}},
	{"nobody is asked about an account that is not there", func(s *scene) {
		_, err := s.try(s.stored().ID+1, func(*account.Change) { s.Error("the func was called") })
		s.fails(err, account.NotFound)
	}},
	{"the id cannot be changed", func(s *scene) {
		a := s.stored()
		got := s.change(a.ID, func(c *account.Change) { c.Account.ID, c.Account.FirstName = 4711, "Ada" })
		same(s, "the id", a.ID, got.ID)
		same(s, "the first name", "Ada", s.find(a.ID).FirstName)
		s.missing(account.Key{ID: 4711})
	}},
	{"a username that is taken is a conflict that names it, and nothing changes", func(s *scene) {
		a, other := s.stored(), s.stored()
		_, err := s.try(a.ID, func(c *account.Change) { c.Account.Username, c.Account.FirstName = other.Username, "Ada" })
		s.taken(err, account.FieldUsername)
		same(s, "the account", a, s.find(a.ID))
	}},
	{"an e-mail that is taken is a conflict that names it, and nothing changes", func(s *scene) {
		a, other := s.stored(), s.stored()
		_, err := s.try(a.ID, func(c *account.Change) { c.Account.Email, c.Account.FirstName = other.Email, "Ada" })
		s.taken(err, account.FieldEmail)
		same(s, "the account", a, s.find(a.ID))
	}},
	{"of two who take one e-mail at once one gets it", func(s *scene) {
		ids := []account.ID{s.stored().ID, s.stored().ID, s.stored().ID, s.stored().ID}
		errs := together(len(ids), func(i int) error {
			_, err := s.try(ids[i], func(c *account.Change) { c.Account.Email = "one@example.com" })
			return err
		})
		if n := s.winners(errs, account.Conflict); n != 1 {
			s.Errorf("%d accounts got the e-mail, want 1", n)
		}
	}},
	{"changes made at once all survive", func(s *scene) {
		a := s.stored()
		errs := together(16, func(int) error {
			_, err := s.try(a.ID, func(c *account.Change) { c.Account.Version++ })
			return err
		})
		for _, err := range errs {
			s.ok(err)
		}
		same(s, "the version", a.Version+16, s.find(a.ID).Version)
	}},
	{"a panic of the func passes on and undoes everything", func(s *scene) {
		a := s.stored()
		func() {
			defer func() { same[any](s, "the panic", "boom", recover()) }()
			_, _ = s.try(a.ID, func(c *account.Change) {
				c.Account.FirstName = "Changed"
				panic("boom")
			})
		}()
		same(s, "the account", a, s.find(a.ID))
		s.change(a.ID, func(c *account.Change) { c.Account.FirstName = "Later" })
	}},
	{"events and jobs are stored with the account", func(s *scene) {
		a := s.stored()
		s.change(a.ID, func(c *account.Change) {
			c.Events = []account.Event{{At: noon, Action: account.ActionUpdated}, {At: noon, Action: account.ActionDeleted, Account: 99}}
			c.Jobs = []account.Job{{Kind: account.JobRemoveAvatar, Name: "0f/0f3a.webp", DueAt: noon}}
		})
		same(s, "events of the account", 1, len(s.events(account.EventQuery{Account: a.ID})))
		same(s, "events of another", 1, len(s.events(account.EventQuery{Account: 99})))
		job, err := s.store.ClaimJob(s.Context(), noon, time.Minute)
		s.ok(err)
		same(s, "the account of the job", a.ID, job.Account)
	}},
}

func changesEachField(s *scene) {
	later := noon.Add(time.Hour)
	for field, set := range map[string]func(*account.Account){
		"username":          func(a *account.Account) { a.Username = "somebody.else" },
		"email":             func(a *account.Account) { a.Email = "else@example.com" },
		"first name":        func(a *account.Account) { a.FirstName = "Ada" },
		"last name":         func(a *account.Account) { a.LastName = "Lovelace" },
		"phone":             func(a *account.Account) { a.Phone = "1" },
		"avatar":            func(a *account.Account) { a.Avatar = "1" },
		"role":              func(a *account.Account) { a.Role = account.RoleAdmin },
		"status":            func(a *account.Account) { a.Status = account.StatusInactive },
		"password hash":     func(a *account.Account) { a.PasswordHash = "1" },
		"created at":        func(a *account.Account) { a.CreatedAt = later },
		"last login at":     func(a *account.Account) { a.LastLoginAt = later },
		"email verified at": func(a *account.Account) { a.EmailVerifiedAt = later },
		"valid after":       func(a *account.Account) { a.ValidAfter = later },
		"version":           func(a *account.Account) { a.Version = 7 },
	} {
		bystander, a := s.stored(), s.stored()
		want := a
		set(&want)
		same(s, field+", as returned", want, s.change(a.ID, func(c *account.Change) { set(&c.Account) }))
		same(s, field+", read again", want, s.find(a.ID))
		same(s, "a bystander of "+field, bystander, s.find(bystander.ID))
		s.ok(s.store.Delete(s.Context(), a.ID, func(*account.Change) error { return nil }))
	}
}
