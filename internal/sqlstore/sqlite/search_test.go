package sqlite_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/sqlstore"
)

// FuzzSearch compares what SQLite finds with what a search means.
func FuzzSearch(f *testing.F) {
	for _, seed := range [][2]string{
		{"Ada Lovelace", "a lov"}, {"100%", "%"}, {"a_b", "a_"}, {`c:\`, `\`}, {"Straße", "STRASSE"},
		{"Jose\u0301", "É"}, {"ΣΑΣ", "ς"}, {"x", ""}, {"İ", "i"}, {"a\u0327\u0301", "\u0301"},
	} {
		f.Add(seed[0], seed[1])
	}
	e := opened(f)
	s := sqlstore.New(e)
	a := storetest.Stored(f, s)
	f.Fuzz(func(t *testing.T, name, search string) {
		if !usable(name) || !usable(search) {
			t.Skip() // no contract lets these in
		}
		_, err := s.Update(t.Context(), a.ID, func(c *account.Change) error {
			c.Account.FirstName, c.Account.LastName = name, ""
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		page, err := s.List(t.Context(), account.Query{Search: search, Limit: 1, Count: true})
		if err != nil {
			t.Fatal(err)
		}
		want := strings.Contains(folded(strings.TrimSpace(name))+"\n"+a.Email, folded(search))
		if got := len(page.Accounts) == 1; got != want || page.Total != len(page.Accounts) {
			t.Errorf("searching %q in %q: found %v (%d), want %v", search, name, got, page.Total, want)
		}
	})
}

func usable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsRune(s, 0) && len(s) < 1000
}

func folded(s string) string { return norm.NFC.String(cases.Fold().String(s)) }
