package sqlite_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/sqlstore"
)

// TestWhateverAnAccountHoldsIsReadBack has values that look like parts of a packed
// row.
func TestWhateverAnAccountHoldsIsReadBack(t *testing.T) {
	s := sqlstore.New(opened(t))
	for _, change := range []func(*account.Account){
		func(*account.Account) {},
		func(a *account.Account) { a.FirstName, a.LastName = "3:abc", ":" },
		func(a *account.Account) { a.FirstName, a.LastName = "", "12" },
		func(a *account.Account) { a.FirstName = "Zoë 🦉:4:" },
		func(a *account.Account) { a.FirstName = "a\x00b:1" },
		func(a *account.Account) { a.Phone, a.Avatar = "", "" },
		func(a *account.Account) { a.Phone, a.Avatar = "+57:300", "0:.png" },
		func(a *account.Account) { a.CreatedAt = time.Date(1901, 2, 3, 4, 5, 6, 7, time.UTC) },
		func(a *account.Account) { a.LastLoginAt, a.ValidAfter = storetest.Noon(), time.Time{} },
	} {
		a := storetest.Stored(t, s)
		want, err := s.Update(t.Context(), a.ID, func(c *account.Change) error {
			change(&c.Account)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range []account.Key{{ID: want.ID}, {Username: want.Username}, {Email: want.Email}} {
			got, err := s.Find(t.Context(), key)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("by %+v (-stored +read):\n%s", key, diff)
			}
		}
	}
}
