package storetest

import (
	"errors"
	"fmt"
	"time"

	"perfil/internal/account"
)

// imports brings accounts in and fails the test if one is refused.
func (s *scene) imports(accounts ...account.Account) {
	s.Helper()
	s.ok(s.store.Import(s.Context(), func(insert func(account.Account) error) error {
		for _, a := range accounts {
			if err := insert(a); err != nil {
				return fmt.Errorf("account %d: %w", a.ID, err)
			}
		}
		return nil
	}))
}

var importing = []story{
	{"accounts come in with their ids and every field", func(s *scene) {
		want := []account.Account{
			Account(Complete, Numbered(7)), Account(Numbered(3)),
			Account(Numbered(1<<31), Created(time.Date(1969, 1, 2, 3, 4, 5, 6, time.UTC))),
		}
		s.imports(want...)
		for _, a := range want {
			same(s, "the account", a, s.find(a.ID))
		}
	}},
	{"new accounts get ids beyond the largest", func(s *scene) {
		s.imports(Account(Numbered(1000)), Account(Numbered(5)))
		if a := s.stored(); a.ID <= 1000 {
			s.Errorf("the new id is %d, want one beyond 1000", a.ID)
		}
		s.imports(Account(Numbered(50)))
		if a := s.stored(); a.ID <= 1001 {
			s.Errorf("the new id is %d, want one beyond 1001", a.ID)
		}
	}},
	{"there is room for new accounts beyond the largest id that comes in", func(s *scene) {
		s.imports(Account(Numbered(account.ImportIDMax)))
		for i := range account.ID(3) {
			same(s, "the new id", account.ImportIDMax+1+i, s.stored().ID)
		}
	}},
	{"new accounts get ids beyond those that are reserved, and never smaller ones than before", func(s *scene) {
		s.ok(s.store.ReserveIDs(s.Context(), 1000))
		same(s, "the first new id", 1001, s.stored().ID)
		s.ok(s.store.ReserveIDs(s.Context(), 50))
		same(s, "the second new id", 1002, s.stored().ID)
		s.imports(Account(Numbered(60)))
		same(s, "the third new id", 1003, s.stored().ID)
		s.ok(s.store.Delete(s.Context(), 1003, agree))
		s.ok(s.store.ReserveIDs(s.Context(), 1002))
		same(s, "the id after one that was deleted", 1004, s.stored().ID)
	}},
	{"accounts that were there stay as they are", func(s *scene) {
		a := s.stored(Complete)
		s.imports(Account(Numbered(a.ID + 10)))
		same(s, "the account", a, s.find(a.ID))
	}},
	{"all that is taken is named, and the import goes on", importsConflicts},
	{"an error of the func comes back as it is and nothing is kept", func(s *scene) {
		refused := errors.New("refused")
		err := s.store.Import(s.Context(), func(insert func(account.Account) error) error {
			s.ok(insert(Account(Numbered(1))))
			s.ok(insert(Account(Numbered(2))))
			return refused
		})
		if err != refused { //nolint:errorlint // as it is, not wrapped
			s.Errorf("got error %v, want the one of the func", err)
		}
		same(s, "the total", 0, s.list(account.Query{Count: true}).Total)
	}},
	{"a panic of the func passes on and nothing is kept", func(s *scene) {
		func() {
			defer func() { same[any](s, "the panic", "boom", recover()) }()
			_ = s.store.Import(s.Context(), func(insert func(account.Account) error) error {
				s.ok(insert(Account(Numbered(1))))
				panic("boom")
			})
		}()
		same(s, "the total", 0, s.list(account.Query{Count: true}).Total)
		s.imports(Account(Numbered(1)))
	}},
	{"nothing is seen before the end", func(s *scene) {
		s.ok(s.store.Import(s.Context(), func(insert func(account.Account) error) error {
			s.ok(insert(Account(Numbered(1))))
			s.missing(account.Key{ID: 1})
			same(s, "the total", 0, s.list(account.Query{Count: true}).Total)
			return nil
		}))
		s.find(1)
	}},
	{"an id or a time that cannot be kept is refused, and the import goes on", func(s *scene) {
		s.ok(s.store.Import(s.Context(), func(insert func(account.Account) error) error {
			for _, id := range []account.ID{0, -1, account.ImportIDMax + 1, 1<<53 - 1, 1<<53 + 1, 1<<63 - 1} {
				err := insert(Account(Numbered(id)))
				s.fails(err, account.Invalid)
				if !account.ErrorOf(err).Has(account.FieldID, account.BadFormat) {
					s.Errorf("the error %v does not name the id", err)
				}
			}
			never := time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
			s.fails(insert(Account(Numbered(1), Created(never))), account.Invalid)
			return insert(Account(Numbered(2)))
		}))
		same(s, "the total", 1, s.list(account.Query{Count: true}).Total)
	}},
	{"imported accounts are searched", func(s *scene) {
		s.imports(Account(Numbered(1), Named("Élodie", ""), Username("elodie")))
		same(s, "what it finds", []string{"elodie"}, s.names("éLODIE"))
	}},
}

func importsConflicts(s *scene) {
	there, other := s.stored(), s.stored()
	free := there.ID + 100
	s.ok(s.store.Import(s.Context(), func(insert func(account.Account) error) error {
		s.ok(insert(Account(Numbered(free), Username("inside"), Email("inside@example.com"))))
		for _, told := range []struct {
			with   account.Account
			fields []account.Field
		}{
			{Account(Numbered(there.ID)), []account.Field{account.FieldID}},
			{Account(Numbered(free+1), Username(there.Username)), []account.Field{account.FieldUsername}},
			{Account(Numbered(free+1), Email(there.Email)), []account.Field{account.FieldEmail}},
			{Account(Numbered(free+1), Username(there.Username), Email(other.Email)),
				[]account.Field{account.FieldUsername, account.FieldEmail}},
			{Account(Numbered(there.ID), Username(there.Username), Email(there.Email)),
				[]account.Field{account.FieldUsername, account.FieldEmail, account.FieldID}},
			{Account(Numbered(free), Username("inside"), Email("inside@example.com")),
				[]account.Field{account.FieldUsername, account.FieldEmail, account.FieldID}},
		} {
			s.taken(insert(told.with), told.fields...)
		}
		return insert(Account(Numbered(free + 1)))
	}))
	same(s, "the total", 4, s.list(account.Query{Count: true}).Total)
	same(s, "the account that was there", there, s.find(there.ID))
}
