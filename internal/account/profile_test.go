package account_test

import (
	"sync"
	"testing"

	"perfil/internal/account"
)

func (p *person) update(change account.ProfileChange) (account.Account, error) {
	p.t.Helper()
	if change.Terms == (account.Terms{}) {
		change.Terms = terms
	}
	return p.UpdateProfile(p.t.Context(), p.actor(), p.id, change)
}

func TestAnUpdateChangesWhatIsNamedAndNothingElse(t *testing.T) {
	ada := newWorld(t).join("ada")
	before := ada.stored()
	_, err := ada.update(account.ProfileChange{FirstName: ptr("  Ada "), Phone: ptr("5551234567")})
	must(t, err)
	want := before
	want.FirstName, want.Phone, want.Version = "Ada", "5551234567", before.Version+1
	if got := ada.stored(); got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestAnUpdateThatChangesNothingKeepsTheVersion(t *testing.T) {
	ada := newWorld(t).join("ada")
	before := ada.stored()
	_, err := ada.update(account.ProfileChange{Username: ptr("ada"), Email: ptr("ADA@example.com"), FirstName: ptr("")})
	must(t, err)
	if got := ada.stored(); got != before {
		t.Errorf("got %+v", got)
	}
}

func TestNobodyUpdatesAnother(t *testing.T) {
	w := newWorld(t)
	ada, admin := w.join("ada"), w.joinAs("root", account.RoleAdmin)
	for _, actor := range []*person{admin, w.join("bob")} {
		_, err := w.UpdateProfile(t.Context(), actor.actor(), ada.id, account.ProfileChange{Terms: terms, FirstName: ptr("X")})
		wantKind(t, err, account.Forbidden)
	}
	if got := ada.stored().FirstName; got != "" {
		t.Errorf("the name is %q", got)
	}
}

func TestOneBadFieldSavesNothing(t *testing.T) {
	w := newWorld(t)
	ada := w.join("ada")
	w.join("bob")
	before := ada.stored()
	for _, change := range []account.ProfileChange{
		{FirstName: ptr("No"), Email: ptr("nope")},
		{FirstName: ptr("No"), Username: ptr("bob")},
		{FirstName: ptr("No"), Email: ptr("BOB@example.com")},
		{FirstName: ptr("No"), Phone: ptr("12345678901")},
		{FirstName: ptr("No\x00")},
	} {
		if _, err := ada.update(change); err == nil {
			t.Errorf("%+v went through", change)
		}
	}
	if got := ada.stored(); got != before {
		t.Errorf("got %+v", got)
	}
}

// A form sends back what it read, also what only a former system would have
// taken.
func TestAValueThatIsThereAlreadyIsNeverRefused(t *testing.T) {
	w := newWorld(t)
	ada := w.join("ada")
	_, err := w.store.Update(t.Context(), ada.id, func(c *account.Change) error {
		c.Account.Username, c.Account.Email = "ada lovelace", "a@b..co"
		return nil
	})
	must(t, err)
	_, err = ada.update(account.ProfileChange{Username: ptr("ada lovelace"), Email: ptr("a@b..co"), FirstName: ptr("Ada")})
	must(t, err)
}

func TestOfManyUpdatesFromOneVersionOneGoesThrough(t *testing.T) {
	ada := newWorld(t).join("ada")
	actor := ada.actor()
	for round := range 20 {
		read := ada.stored().Version
		var wg sync.WaitGroup
		won := make(chan int, 16)
		for i := range cap(won) {
			wg.Go(func() {
				_, err := ada.UpdateProfile(t.Context(), actor, ada.id, account.ProfileChange{
					Terms: terms, FirstName: ptr(string(rune('a'+i)) + string(rune('a'+round))),
					Match: func(v int64) bool { return v == read },
				})
				switch {
				case err == nil:
					won <- i
				case account.ErrorOf(err).Kind != account.Stale:
					t.Errorf("a loser got %v", err)
				}
			})
		}
		wg.Wait()
		if len(won) != 1 {
			t.Fatalf("%d updates went through", len(won))
		}
	}
}

// Whoever sends it twice at once is told what a later token would be told.
func TestADeletionOfADeletedAccountIsGone(t *testing.T) {
	ada := newWorld(t).join("ada")
	actor := ada.actor()
	must(t, ada.DeleteAccount(t.Context(), actor, ada.id))
	wantKind(t, ada.DeleteAccount(t.Context(), actor, ada.id), account.Gone)
}

func TestAnUpdateOfADeletedAccountIsGone(t *testing.T) {
	ada := newWorld(t).join("ada")
	actor := ada.actor()
	must(t, ada.DeleteAccount(t.Context(), actor, ada.id))
	_, err := ada.UpdateProfile(t.Context(), actor, ada.id, account.ProfileChange{Terms: terms, FirstName: ptr("X")})
	wantKind(t, err, account.Gone)
}
