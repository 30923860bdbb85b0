package sqlite_test

import (
	"os"
	"path/filepath"
	"testing"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/sqlstore"
)

// What lies on the disk at the moment of the acknowledgement is all that is left
// when the machine dies then.
func TestWhatWasAcknowledgedIsOnTheDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "perfil.db")
	s := sqlstore.New(openedAt(t, path))
	var want []account.Account
	for range 20 {
		want = append(want, storetest.Stored(t, s))
		after := filepath.Join(t.TempDir(), "perfil.db")
		for _, suffix := range []string{"", "-wal"} {
			content, err := os.ReadFile(path + suffix)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(after+suffix, content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		e := openedAt(t, after)
		left := sqlstore.New(e)
		for _, a := range want {
			if got, err := left.Find(t.Context(), account.Key{ID: a.ID}); err != nil || got != a {
				t.Errorf("account %d came back as %+v, %v", a.ID, got, err)
			}
		}
		if err := e.Check(t.Context()); err != nil {
			t.Error(err)
		}
	}
}
