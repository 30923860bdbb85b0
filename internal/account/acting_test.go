package account_test

import (
	"sync"
	"testing"
	"time"

	"perfil/internal/account"
)

// A client may take a minute to send the body of a request whose token was good
// at its beginning.
func TestWhatASlowRequestAsksForIsNotDoneAfterItsSessionEnded(t *testing.T) {
	for name, end := range map[string]func(*person){
		"the password was changed": func(p *person) {
			must(p.t, p.ChangePassword(p.t.Context(), p.actor(), account.PasswordChange{Terms: terms, Current: p.password, New: otherPassword}))
		},
		"the session was signed out": func(p *person) { must(p.t, p.SignOut(p.t.Context(), p.actor())) },
		"the account was suspended":  func(p *person) { p.setStatus(p, account.StatusSuspended) },
	} {
		for _, foreign := range []bool{false, true} {
			ada := newWorld(t).join("ada")
			if foreign {
				ada.access = ada.foreign("access", ada.clock().Add(-time.Minute))
			}
			slow := ada.actor()
			end(ada)
			before := ada.stored()
			for what, do := range map[string]func() error{
				"update": func() error {
					_, err := ada.UpdateProfile(t.Context(), slow, ada.id, account.ProfileChange{Terms: terms, Email: ptr("thief@example.com")})
					return err
				},
				"delete":   func() error { return ada.DeleteAccount(t.Context(), slow, ada.id) },
				"sign out": func() error { return ada.SignOut(t.Context(), slow) },
			} {
				err := do()
				if kind := account.ErrorOf(err).Kind; err == nil || kind != account.Unauthenticated && kind != account.Inactive {
					t.Errorf("%s, then %s: %v", name, what, err)
				}
			}
			if got := ada.stored(); got != before {
				t.Errorf("%s: the account changed", name)
			}
		}
	}
}

func TestAnAdminWhoseSessionEndedDoesNothingMore(t *testing.T) {
	w := newWorld(t)
	admin, ada := w.joinAs("root", account.RoleAdmin), w.join("ada")
	slow := admin.actor()
	must(t, admin.SignOut(t.Context(), slow))
	_, err := w.UpdateAccount(t.Context(), slow, ada.id, account.AdminChange{Terms: account.Widest, Role: ptr(account.RoleAdmin)})
	wantKind(t, err, account.Unauthenticated)
	wantKind(t, w.DeleteAnother(t.Context(), slow, ada.id), account.Unauthenticated)
}

func TestTheFirstSignInsAfterAMoveMayComeTogether(t *testing.T) {
	w := newWorld(t)
	ada := w.join("ada")
	_, err := w.store.Update(t.Context(), ada.id, func(c *account.Change) error {
		c.Account.PasswordHash = bcryptHash
		return nil
	})
	must(t, err)
	ada.password = "SecurePass123"
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := ada.trySignIn(ada.password); err != nil {
				t.Errorf("the right password: %v", err)
			}
		})
	}
	wg.Wait()
}
