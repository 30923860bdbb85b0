package account_test

import (
	"testing"
	"time"

	"perfil/internal/account"
)

func TestEverySignInIsInTheTrailGoodOrBad(t *testing.T) {
	w := newWorld(t)
	ada := w.join("ada")
	w.pass(time.Minute)
	must(t, ada.guess("192.0.2.7", ada.password))
	wantKind(t, ada.guess("198.51.100.9", "Wrong-harbor-7"), account.BadCredentials)
	for action, address := range map[account.Action]string{
		account.ActionSignIn: "192.0.2.7", account.ActionSignInFailed: "198.51.100.9",
	} {
		events, err := w.Audit(t.Context(), account.Operator("test"), account.EventQuery{Account: ada.id, Action: action, Limit: 10})
		must(t, err)
		if len(events) != 1 || events[0].Address != address || !events[0].At.Equal(w.clock()) || events[0].At.Location() != time.UTC {
			t.Errorf("%s: %+v", action, events)
		}
	}
}
