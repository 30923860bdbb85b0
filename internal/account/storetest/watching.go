package storetest

import (
	"errors"
	"slices"
	"sync"
	"time"

	"perfil/internal/account"
)

// ear is a Watcher that remembers what it heard.
type ear struct {
	mu    sync.Mutex
	heard []account.ID
	all   int
	at    func(account.ID)
}

func (e *ear) Changed(id account.ID) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.heard = append(e.heard, id)
	if e.at != nil {
		e.at(id)
	}
}

func (e *ear) ChangedAll() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all++
}

func (e *ear) Blind(bool) {}

// take gives what was heard since the last time, each account once.
func (e *ear) take() (ids []account.ID, all bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	seen := map[account.ID]bool{}
	for _, id := range e.heard {
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	all = e.all > 0
	e.heard, e.all = nil, 0
	return ids, all
}

func (s *scene) watched() *ear {
	e := &ear{}
	s.store.Watch(e)
	e.take() // a store that begins to hear may tell that all may have changed
	return e
}

// ask makes the watcher ask something whenever it hears; nil ends that.
func (e *ear) ask(at func(account.ID)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.at = at
}

// heard checks what was heard since the last time.
func (s *scene) heard(e *ear, what string, want ...account.ID) {
	s.Helper()
	got, all := e.take()
	same(s, "what was heard of "+what, want, got)
	same(s, "whether all were told of "+what, false, all)
}

var watching = []story{
	{"every change is heard before it is acknowledged", watchesAll},
	{"what is heard has been committed", func(s *scene) {
		e, wanted := s.watched(), make(chan account.ID, 10)
		a := s.stored()
		e.ask(func(id account.ID) {
			got, err := s.store.Find(s.Context(), account.Key{ID: id})
			if err != nil || got.FirstName != "Ada" {
				s.Errorf("the watcher found %q, %v", got.FirstName, err)
			}
			wanted <- id
		})
		s.change(a.ID, func(c *account.Change) { c.Account.FirstName = "Ada" })
		same(s, "the account heard of", a.ID, <-wanted)
		e.ask(nil) // a store may tell more than once, and the test is over
	}},
	{"a change that changes nothing is not written and not heard", func(s *scene) {
		e := s.watched()
		a := s.stored(Complete)
		e.take()
		got := s.change(a.ID, func(c *account.Change) {
			c.Account.CreatedAt = c.Account.CreatedAt.In(time.FixedZone("east", 3600))
		})
		same(s, "the account", a, got)
		s.heard(e, "it")
	}},
	{"what failed is not heard", func(s *scene) {
		e := s.watched()
		a, other := s.stored(), s.stored()
		e.take()
		_, err := s.store.Update(s.Context(), a.ID, func(c *account.Change) error {
			c.Account.FirstName = "Ada"
			return errors.New("refused")
		})
		s.heard(e, "a refusal")
		same(s, "an error", true, err != nil)
		_, err = s.try(a.ID, func(c *account.Change) { c.Account.Email = other.Email })
		s.taken(err, account.FieldEmail)
		s.heard(e, "a conflict")
	}},
	{"an import changes nobody who was there", func(s *scene) {
		e := s.watched()
		a := s.stored()
		e.take()
		s.imports(Account(Numbered(a.ID + 10)))
		s.heard(e, "an import")
	}},
	{"of a merge those are heard whom it changed or deleted", func(s *scene) {
		e := s.watched()
		changed, deleted, refused := s.stored(), s.stored(), s.stored()
		s.stored()
		e.take()
		s.merges(func(in *account.Intake) {
			_, err := in.Insert(Account(Numbered(1000)))
			s.ok(err)
			s.ok(in.Update(changed.ID, func(c *account.Change) error { c.Account.FirstName = "Ada"; return nil }))
			s.ok(in.Delete(deleted.ID, agree))
			s.taken(in.Update(refused.ID, func(c *account.Change) error { c.Account.Email = changed.Email; return nil }), account.FieldEmail)
		})
		s.heard(e, "a merge", changed.ID, deleted.ID)
	}},
	{"of a merge that failed nobody is heard", func(s *scene) {
		e := s.watched()
		a := s.stored()
		e.take()
		refused := errors.New("refused")
		err := s.store.Merge(s.Context(), func(in *account.Intake) error {
			s.ok(in.Update(a.ID, func(c *account.Change) error { c.Account.FirstName = "Ada"; return nil }))
			return refused
		})
		same(s, "whether it failed", true, errors.Is(err, refused))
		s.heard(e, "it")
	}},
	{"reading is not heard", func(s *scene) {
		e := s.watched()
		a := s.stored()
		e.take()
		s.find(a.ID)
		s.list(account.Query{Limit: 10, Count: true})
		s.ok(s.store.Ping(s.Context()))
		s.heard(e, "reading")
	}},
}

func watchesAll(s *scene) {
	e := s.watched()
	a := s.stored()
	s.heard(e, "creating", a.ID)
	other := s.stored()
	s.heard(e, "creating another", other.ID)

	session := Session()
	session.ExpiresAt = noon.Add(-1)
	for what, fn := range map[string]func(c *account.Change){
		"a new name":     func(c *account.Change) { c.Account.FirstName = "Ada" },
		"a new hash":     func(c *account.Change) { c.Account.PasswordHash = "x" },
		"a new session":  func(c *account.Change) { c.Start = &session },
		"a spent token":  func(c *account.Change) { c.Spend = spend(Digest()) },
		"ended sessions": func(c *account.Change) { c.End = account.Ending{ID: "some other"} },
	} {
		s.change(a.ID, fn)
		s.heard(e, what, a.ID)
	}
	s.change(a.ID, func(c *account.Change) { c.Rotate = &session })
	s.heard(e, "rotating", a.ID)
	s.ok(s.store.Sweep(s.Context(), noon, time.Hour))
	s.heard(e, "sweeping the session", a.ID)
	s.ok(s.store.Delete(s.Context(), other.ID, agree))
	// A store that hears its own changes too may tell of the sweep once more.
	if got, _ := e.take(); !slices.Contains(got, other.ID) {
		s.Errorf("of deleting %d nothing was heard, only of %v", other.ID, got)
	}
}
