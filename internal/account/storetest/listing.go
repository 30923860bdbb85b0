package storetest

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"perfil/internal/account"
)

func (s *scene) list(q account.Query) account.Page {
	s.Helper()
	page, err := s.store.List(s.Context(), q)
	s.ok(err)
	return page
}

// names lists the usernames of what a search finds.
func (s *scene) names(search string) []string {
	s.Helper()
	var names []string
	for _, a := range s.list(account.Query{Search: search, Limit: 100}).Accounts {
		names = append(names, a.Username)
	}
	return names
}

// five makes accounts 0 to 4, of which 3 is the oldest and 1 and 2 are equally old.
func (s *scene) five() []account.Account {
	var made []account.Account
	for i, age := range []time.Duration{1, 3, 3, 9, 2} {
		made = append(made, s.stored(Created(noon.Add(-age)), Username(fmt.Sprint(i))))
	}
	return made
}

var listing = []story{
	{"the newest comes first, of two of one moment the later id", func(s *scene) {
		made := s.five()
		want := []account.Account{made[0], made[4], made[2], made[1], made[3]}
		same(s, "the list", account.Page{Accounts: want}, s.list(account.Query{Limit: 10}))
	}},
	{"a page is a part of the list", func(s *scene) {
		made := s.five()
		page := s.list(account.Query{Offset: 1, Limit: 2, Count: true})
		same(s, "the page", account.Page{Accounts: []account.Account{made[4], made[2]}, Total: 5}, page)
		same(s, "the last page", []account.Account{made[3]}, s.list(account.Query{Offset: 4, Limit: 2}).Accounts)
		page = s.list(account.Query{Offset: 5, Limit: 2, Count: true})
		same(s, "accounts beyond the last page", 0, len(page.Accounts))
		same(s, "the total beyond the last page", 5, page.Total)
	}},
	{"without room for accounts they are counted all the same", func(s *scene) {
		s.five()
		page := s.list(account.Query{Count: true})
		same(s, "the number of accounts", 0, len(page.Accounts))
		same(s, "the total", 5, page.Total)
	}},
	{"an empty store has an empty list", func(s *scene) {
		page := s.list(account.Query{Limit: 10, Count: true})
		same(s, "the number of accounts", 0, len(page.Accounts)+page.Total)
	}},
}

var searching = []story{
	{"a part of the name or of the e-mail is found", func(s *scene) {
		s.stored(Named("Ada", "Lovelace"), Username("ada"), Email("countess@example.org"))
		s.stored(Named("Grace", "Hopper"), Username("grace"), Email("admiral@example.com"))
		for search, want := range map[string][]string{
			"ada": {"ada"}, "a Lovel": {"ada"}, "COUNTESS@": {"ada"}, "example.ORG": {"ada"},
			"hopper": {"grace"}, "example": {"grace", "ada"}, "": {"grace", "ada"}, "nobody": nil,
			"adalovelace": nil, "lovelacecountess": nil, "lovelace countess": nil,
		} {
			same(s, "what "+search+" finds", want, s.names(search))
		}
	}},
	{"the case of no letter matters", func(s *scene) {
		s.stored(Named("Élodie", "Ñandú"), Username("elodie"))
		s.stored(Named("Jürgen", "Groß"), Username("jurgen"))
		s.stored(Named("ΟΔΥΣΣΕΥΣ", "Юлия"), Username("odysseus"))
		s.stored(Named("Jose\u0301", ""), Username("jose"))
		for search, want := range map[string]string{
			"ÉLODIE": "elodie", "élodie ñ": "elodie", "ÑANDÚ": "elodie", "GROSS": "jurgen", "JÜRG": "jurgen",
			"οδυσσευς": "odysseus", "ЮЛИЯ": "odysseus", "JOS\u00c9": "jose",
		} {
			same(s, "what "+search+" finds", []string{want}, s.names(search))
		}
	}},
	{"no character stands for others", func(s *scene) {
		s.stored(Named(`100%`, `a_b`), Username("signs"))
		s.stored(Named(`c:\dir`, `'quoted'`), Username("path"))
		s.stored(Named(`100x`, `axb`), Username("plain"))
		for search, want := range map[string][]string{
			"%": {"signs"}, "_": {"signs"}, "100%": {"signs"}, "a_b": {"signs"}, `\`: {"path"}, `:\d`: {"path"},
			`'q`: {"path"}, `\%`: nil, "%%": nil, "1%x": nil, "[a-z]": nil, "*": nil, "?": nil,
		} {
			same(s, "what "+search+" finds", want, s.names(search))
		}
	}},
	{"found accounts are paged and counted", func(s *scene) {
		for i := range 7 {
			s.stored(Named("Ada", ""), Username(fmt.Sprint(i)), Created(noon.Add(time.Duration(i))))
			s.stored(Named("Bob", ""))
		}
		page := s.list(account.Query{Search: "ada", Offset: 2, Limit: 3, Count: true})
		var names []string
		for _, a := range page.Accounts {
			names = append(names, a.Username)
		}
		same(s, "the page", []string{"4", "3", "2"}, names)
		same(s, "the total", 7, page.Total)
	}},
	{"a search follows every change of name and e-mail", func(s *scene) {
		a := s.stored(Named("Ada", "Byron"), Username("a"), Email("old@example.com"))
		s.change(a.ID, func(c *account.Change) { c.Account.LastName = "Lovelace" })
		same(s, "the old name", nil, s.names("byron"))
		same(s, "the new name", []string{"a"}, s.names("lovelace"))
		s.change(a.ID, func(c *account.Change) { c.Account.Email = "new@example.com" })
		same(s, "the old e-mail", nil, s.names("old@"))
		same(s, "the new e-mail", []string{"a"}, s.names("new@"))
		s.ok(s.store.Delete(s.Context(), a.ID, agree))
		same(s, "the deleted", nil, s.names("lovelace"))
	}},
	{"a search as long as a book finds nothing", func(s *scene) {
		s.stored()
		same(s, "what it finds", nil, s.names(strings.Repeat("%_x", 100_000)))
	}},
}

var walking = []story{
	{"every account comes once, in the order of ids", func(s *scene) {
		want := append(s.five(), s.stored(Complete))
		var got []account.Account
		s.ok(s.store.Each(s.Context(), func(a account.Account) error {
			got = append(got, a)
			return nil
		}))
		same(s, "the accounts", want, got)
	}},
	{"an error of the func ends it and comes back as it is", func(s *scene) {
		s.five()
		enough, n := errors.New("enough"), 0
		err := s.store.Each(s.Context(), func(account.Account) error {
			n++
			if n == 2 {
				return enough
			}
			return nil
		})
		if err != enough { //nolint:errorlint // as it is, not wrapped
			s.Errorf("got error %v, want the one of the func", err)
		}
		same(s, "the calls", 2, n)
	}},
	{"what changes meanwhile is not seen", func(s *scene) {
		made := s.five()
		n := 0
		s.ok(s.store.Each(s.Context(), func(a account.Account) error {
			n++
			if n == 1 {
				s.stored()
				s.change(made[4].ID, func(c *account.Change) { c.Account.FirstName = "Changed" })
			}
			same(s, "the first name", "", a.FirstName)
			return nil
		}))
		same(s, "the calls", 5, n)
	}},
}
