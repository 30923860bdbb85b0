package account_test

import (
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/token"
)

// ofShop is a ring for which tokens signed with the secret of the tests are those of a
// former system named shop.
func ofShop(t *testing.T) func(*account.Config) {
	t.Helper()
	ours, err := token.NewHMAC("ours", []byte("another secret, as long as one has to be"))
	must(t, err)
	shops, err := token.NewHMAC("shop", secret)
	must(t, err)
	shops.Source = "shop"
	ring, err := token.NewRing(ours, shops)
	must(t, err)
	return func(c *account.Config) { c.Tokens = ring }
}

// The node that had the token in memory said that its account was gone until the token
// ended, while every other node took it.
func TestATokenOfAFormerSystemFindsWhoWasDeletedAndBroughtInAgain(t *testing.T) {
	w := newWorld(t, ofShop(t))
	first, second := w.join("first"), w.join("second")
	brought := func(id account.ID) {
		t.Helper()
		must(t, w.store.Merge(t.Context(), func(in *account.Intake) error {
			return in.Note(account.Origin{Source: "shop", Row: 7, Account: id})
		}))
	}
	brought(first.id)
	ada := &person{world: w, access: foreignToken(t, map[string]any{
		"user_id": 7, "token_type": "access", "exp": w.clock().Add(time.Hour).Unix(), "iat": w.clock().Unix(), "jti": "0123456789abcdef0123456789abcdef",
	})}
	ada.wantIn()
	if got := ada.actor().ID(); got != first.id {
		t.Fatalf("it opens account %d, want %d", got, first.id)
	}
	must(t, w.DeleteAccount(t.Context(), first.actor(), first.id))
	_, err := w.Authenticate(t.Context(), ada.access)
	wantKind(t, err, account.Gone)
	brought(second.id)
	if got := ada.actor().ID(); got != second.id {
		t.Errorf("it opens account %d, want %d", got, second.id)
	}
}
