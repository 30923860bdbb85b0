package storetest

import (
	"errors"
	"fmt"
	"math"
	"time"

	"perfil/internal/account"
)

// merges runs fn on an Intake and fails the test if the merge fails.
func (s *scene) merges(fn func(*account.Intake)) {
	s.Helper()
	s.ok(s.store.Merge(s.Context(), func(in *account.Intake) error {
		fn(in)
		return nil
	}))
}

func origin(row int64, of account.ID) account.Origin {
	return account.Origin{
		Source: "former", Row: row, Account: of,
		Came: account.Imprint{1, byte(row)}, Kept: account.Imprint{2, byte(row)},
	}
}

func (s *scene) origins(after int64, limit int) []account.Origin {
	s.Helper()
	found, err := s.store.Origins(s.Context(), "former", after, limit)
	s.ok(err)
	return found
}

var merging = []story{
	{"a rehearsal finds by id what it stored, and no more what it deleted", func(s *scene) {
		there := s.stored()
		s.ok(s.store.Rehearse(s.Context(), func(in *account.Intake) error {
			_, err := in.Insert(Account(Numbered(700)))
			s.ok(err)
			found, err := in.Find(account.Key{ID: 700})
			s.ok(err)
			same(s, "the id", 700, found.ID)
			s.ok(in.Delete(there.ID, agree))
			_, err = in.Find(account.Key{ID: there.ID})
			s.fails(err, account.NotFound)
			return nil
		}))
	}},
	{"accounts come in with their ids, or with new ones beyond the largest", func(s *scene) {
		var given, fresh account.ID
		s.merges(func(in *account.Intake) {
			var err error
			given, err = in.Insert(Account(Complete, Numbered(700)))
			s.ok(err)
			fresh, err = in.Insert(Account(Numbered(0)))
			s.ok(err)
		})
		if given != 700 || fresh == 0 || fresh == 700 {
			s.Errorf("the ids are %d and %d", given, fresh)
		}
		s.find(fresh)
		if a := s.stored(); a.ID <= 700 {
			s.Errorf("the next id is %d, want one beyond 700", a.ID)
		}
	}},
	{"what is taken is named, and the merge goes on", func(s *scene) {
		there := s.stored()
		s.merges(func(in *account.Intake) {
			_, err := in.Insert(Account(Numbered(there.ID)))
			s.taken(err, account.FieldID)
			_, err = in.Insert(Account(Numbered(0), Username(there.Username)))
			s.taken(err, account.FieldUsername)
			id, err := in.Insert(Account(Numbered(0)))
			s.ok(err)
			s.taken(in.Update(id, func(c *account.Change) error {
				c.Account.Email = there.Email
				return nil
			}), account.FieldEmail)
			s.ok(in.Update(id, func(c *account.Change) error {
				c.Account.Email = "another@example.com"
				return nil
			}))
		})
		same(s, "the total", 2, s.list(account.Query{Count: true}).Total)
	}},
	{"an account is changed, and its sessions end", func(s *scene) {
		a := s.stored()
		_, err := s.store.Update(s.Context(), a.ID, func(c *account.Change) error {
			c.Start = &account.Session{ID: "one", CreatedAt: time.Now(), ExpiresAt: time.Now().Add(time.Hour)}
			return nil
		})
		s.ok(err)
		s.merges(func(in *account.Intake) {
			s.ok(in.Update(a.ID, func(c *account.Change) error {
				same(s, "the account in the change", a, c.Account)
				c.Account.LastName = "Changed"
				c.End = account.Ending{All: true}
				return nil
			}))
			found, err := in.Find(account.Key{ID: a.ID})
			s.ok(err)
			same(s, "the name inside", "Changed", found.LastName)
		})
		same(s, "the name", "Changed", s.find(a.ID).LastName)
		_, err = s.store.Session(s.Context(), "one")
		s.fails(err, account.NotFound)
	}},
	{"an account is deleted", func(s *scene) {
		a := s.stored()
		s.merges(func(in *account.Intake) {
			s.ok(in.Delete(a.ID, func(*account.Change) error { return nil }))
			s.fails(in.Delete(a.ID, func(*account.Change) error { return nil }), account.NotFound)
			s.fails(in.Update(a.ID, func(*account.Change) error { return nil }), account.NotFound)
		})
		s.missing(account.Key{ID: a.ID})
	}},
	{"a refusal of the inner func comes back as it is, and the merge goes on", func(s *scene) {
		a := s.stored()
		refused := errors.New("refused")
		s.merges(func(in *account.Intake) {
			if err := in.Update(a.ID, func(c *account.Change) error {
				c.Account.LastName = "Changed"
				return refused
			}); !errors.Is(err, refused) {
				s.Errorf("got %v", err)
			}
		})
		same(s, "the account", a, s.find(a.ID))
	}},
	{"an error of the func undoes everything, origins too", func(s *scene) {
		refused := errors.New("refused")
		err := s.store.Merge(s.Context(), func(in *account.Intake) error {
			_, err := in.Insert(Account(Numbered(1)))
			s.ok(err)
			s.ok(in.Note(origin(1, 1)))
			return refused
		})
		if err != refused { //nolint:errorlint // as it is, not wrapped
			s.Errorf("got error %v, want the one of the func", err)
		}
		s.missing(account.Key{ID: 1})
		same(s, "the origins", 0, len(s.origins(math.MinInt64, 10)))
	}},
	{"a rehearsal tells what a merge would, keeps nothing, and holds up nobody", func(s *scene) {
		there, other := s.stored(), s.stored()
		script := func(in *account.Intake) (told []string) {
			tell := func(err error) {
				told = append(told, fmt.Sprint(account.ErrorOf(err).Kind, account.ErrorOf(err).Violations))
			}
			_, err := in.Insert(Account(Numbered(there.ID)))
			tell(err)
			_, err = in.Insert(Account(Numbered(0), Username(there.Username)))
			tell(err)
			_, err = in.Insert(Account(Numbered(700), Username("first")))
			tell(err)
			_, err = in.Insert(Account(Numbered(700), Username("first")))
			tell(err)
			_, err = in.Insert(Account(Numbered(0), Username("first")))
			tell(err)
			tell(in.Update(there.ID, func(c *account.Change) error { c.Account.Username = other.Username; return nil }))
			tell(in.Update(there.ID, func(c *account.Change) error { c.Account.Username = "freed"; return nil }))
			_, err = in.Insert(Account(Numbered(0), Username(there.Username)))
			tell(err)
			_, err = in.Insert(Account(Numbered(0), Username("freed")))
			tell(err)
			tell(in.Delete(other.ID, func(*account.Change) error { return nil }))
			tell(in.Delete(other.ID, func(*account.Change) error { return nil }))
			tell(in.Update(other.ID, func(*account.Change) error { return nil }))
			again := other
			_, err = in.Insert(again)
			tell(err)
			_, err = in.Insert(Account(Numbered(1<<53 + 1)))
			tell(err)
			found, err := in.Find(account.Key{Email: other.Email})
			s.ok(err)
			tell(in.Note(origin(1, found.ID)))
			return told
		}
		var rehearsed, merged []string
		s.ok(s.store.Rehearse(s.Context(), func(in *account.Intake) error {
			rehearsed = script(in)
			_, err := s.store.Update(s.Context(), there.ID, func(c *account.Change) error { c.Account.LastName = "Meanwhile"; return nil })
			return err
		}))
		same(s, "the total", 2, s.list(account.Query{Count: true}).Total)
		same(s, "the origins", 0, len(s.origins(0, 10)))
		s.merges(func(in *account.Intake) { merged = script(in) })
		same(s, "what is told", merged, rehearsed)
		refused := errors.New("refused")
		if err := s.store.Rehearse(s.Context(), func(*account.Intake) error { return refused }); err != refused { //nolint:errorlint // as it is
			s.Errorf("got error %v, want the one of the func", err)
		}
	}},
	{"origins are read by source, in the order of rows, piece by piece", func(s *scene) {
		s.merges(func(in *account.Intake) {
			for _, row := range []int64{1 << 60, -5, 7, 3} {
				s.ok(in.Note(origin(row, account.ID(row&0xff)+1)))
			}
			other := origin(4, 1)
			other.Source = "another"
			s.ok(in.Note(other))
		})
		rows := func(found []account.Origin) (rows []int64) {
			for _, o := range found {
				same(s, "the origin", origin(o.Row, account.ID(o.Row&0xff)+1), o)
				rows = append(rows, o.Row)
			}
			return rows
		}
		same(s, "all", []int64{-5, 3, 7, 1 << 60}, rows(s.origins(math.MinInt64, 10)))
		same(s, "the second piece", []int64{7}, rows(s.origins(3, 1)))
	}},
	{"an origin is replaced and forgotten, and outlives its account", func(s *scene) {
		a := s.stored()
		s.merges(func(in *account.Intake) {
			s.ok(in.Note(origin(1, a.ID)))
			s.ok(in.Note(origin(2, a.ID)))
			again := origin(1, a.ID)
			again.Came = account.Imprint{9}
			s.ok(in.Note(again))
			found, err := in.Origin("former", 1)
			s.ok(err)
			same(s, "the origin inside", again, found)
			_, err = in.Origin("another", 1)
			s.fails(err, account.NotFound)
			s.ok(in.Delete(a.ID, func(*account.Change) error { return nil }))
			s.ok(in.Forget(origin(2, a.ID)))
			_, err = in.Origin("former", 2)
			s.fails(err, account.NotFound)
		})
		s.ok(s.store.Rehearse(s.Context(), func(in *account.Intake) error {
			found, err := in.Origin("former", 1)
			same(s, "the origin that a rehearsal finds", account.Imprint{9}, found.Came)
			return err
		}))
		found := s.origins(0, 10)
		if len(found) != 1 || found[0].Came != (account.Imprint{9}) {
			s.Errorf("the origins are %v", found)
		}
	}},
}
