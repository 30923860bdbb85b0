package account_test

import (
	"slices"
	"testing"

	"perfil/internal/account"
)

// Each credential is good where it was made for. One that were good elsewhere too would be worth more to a thief than
// whoever gave it out thought: a letter would sign in, and an access token would go on for ever.
func TestNoCredentialStandsInForAnother(t *testing.T) {
	w := newWorld(t, func(c *account.Config) { c.ConfirmEmailFirst = true })
	ada, bob := w.join("ada"), w.join("bob")
	_, err := ada.update(account.ProfileChange{Email: ptr("new@example.com")})
	must(t, err)
	express, err := w.SignIn(t.Context(), account.SignIn{
		Shape: account.ShapeSingle, Login: account.Key{Email: ada.email}, Password: ada.password,
	})
	must(t, err)
	all := map[string]string{
		"pair's access": ada.access, "pair's refresh": ada.refresh, "single token": express.Access,
		"confirm ticket": ada.deliver("confirm")[0], "reset ticket": bob.askReset(),
		"access of a former system": ada.foreign("access", w.clock()), "refresh of a former system": ada.foreign("refresh", w.clock()),
		"token of a former system for a purpose": foreignToken(t, map[string]any{
			"user_id": int64(ada.id), "purpose": "password_reset", "exp": w.clock().Unix() + 600,
		}),
	}
	uses := map[string]struct {
		good []string
		use  func(raw string) error
	}{
		"signing a request": {
			[]string{"pair's access", "single token", "access of a former system"},
			func(raw string) error { _, err := w.Authenticate(t.Context(), raw); return err },
		},
		"refreshing": {
			[]string{"pair's refresh", "refresh of a former system"},
			func(raw string) error { _, err := w.Refresh(t.Context(), raw, account.Client{}); return err },
		},
		"confirming": {
			[]string{"confirm ticket"},
			func(raw string) error { return w.ConfirmEmail(t.Context(), raw, account.Client{}) },
		},
		"taking a change back": {nil, func(raw string) error { return w.RestoreEmail(t.Context(), raw, account.Client{}) }},
		"resetting":            {[]string{"reset ticket"}, func(raw string) error { return ada.reset(raw, otherPassword) }},
	}
	for name, u := range uses {
		for what, raw := range all {
			if !slices.Contains(u.good, what) && u.use(raw) == nil {
				t.Errorf("%s works with %s", name, what)
			}
		}
	}
	// Each still does what it is for, so that it was refused for what it is.
	for _, name := range []string{"signing a request", "refreshing", "confirming", "resetting"} {
		for _, what := range uses[name].good {
			if err := uses[name].use(all[what]); err != nil {
				t.Errorf("%s with %s: %v", name, what, err)
			}
		}
	}
}
