package account_test

import (
	"errors"
	"testing"

	"perfil/internal/account"
)

var ada = account.NewAccount{Username: "ada", Email: " Ada@Example.com ", Password: goodPassword, FirstName: "Ada", Role: account.RoleAdmin}

func TestAnOperatorMakesAnAccountWithAnyRole(t *testing.T) {
	w := newWorld(t)
	a, err := w.CreateAccount(t.Context(), account.Operator("test"), ada)
	must(t, err)
	if a.ID == 0 || a.Email != "ada@example.com" || a.Role != account.RoleAdmin || !a.LastLoginAt.IsZero() || !a.CreatedAt.Equal(w.clock()) {
		t.Errorf("%+v", a)
	}
	p := &person{world: w, email: a.Email}
	if _, err := p.trySignIn(goodPassword); err != nil {
		t.Errorf("sign-in: %v", err)
	}
	events, err := w.Audit(t.Context(), account.Operator("test"), account.EventQuery{Action: account.ActionCreated, Limit: 2})
	must(t, err)
	if len(events) != 1 || events[0].Account != a.ID || events[0].Via != "test" || events[0].Detail != "role admin" {
		t.Errorf("audit trail %+v", events)
	}
}

func TestNobodyButAnOperatorMakesAccountsForOthers(t *testing.T) {
	w := newWorld(t)
	admin := w.joinAs("root", account.RoleAdmin)
	if _, err := w.CreateAccount(t.Context(), admin.actor(), ada); !errors.Is(err, account.Forbidden) {
		t.Errorf("error %v", err)
	}
}

func TestAnOperatorStandsUnderTheRulesOfValues(t *testing.T) {
	w := newWorld(t)
	w.join("taken")
	for name, change := range map[string]func(*account.NewAccount){
		"no user name":    func(n *account.NewAccount) { n.Username = "" },
		"bad user name":   func(n *account.NewAccount) { n.Username = "a b" },
		"bad e-mail":      func(n *account.NewAccount) { n.Email = "ada" },
		"short password":  func(n *account.NewAccount) { n.Password = "short" },
		"long phone":      func(n *account.NewAccount) { n.Phone = "12345678901" },
		"taken user name": func(n *account.NewAccount) { n.Username = "taken" },
		"taken e-mail":    func(n *account.NewAccount) { n.Email = "TAKEN@example.com" },
	} {
		in := ada
		change(&in)
		if _, err := w.CreateAccount(t.Context(), account.Operator("test"), in); len(account.ErrorOf(err).Violations) != 1 {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestHasAdminLooksForOneThatIsActive(t *testing.T) {
	w := newWorld(t)
	want := func(want bool, when string) {
		t.Helper()
		if got, err := w.HasAdmin(t.Context()); got != want || err != nil {
			t.Errorf("%s: %t, %v", when, got, err)
		}
	}
	want(false, "without accounts")
	w.join("user")
	want(false, "with a user")
	admin := w.joinAs("root", account.RoleAdmin)
	want(true, "with an admin, the newest account")
	w.join("another")
	want(true, "with an admin, an older account")
	inactive := account.StatusInactive
	second := w.joinAs("second", account.RoleAdmin)
	_, err := w.UpdateAccount(t.Context(), account.Operator("test"), admin.id, account.AdminChange{Terms: account.Widest, Status: &inactive})
	must(t, err)
	want(true, "with another admin")
	must(t, w.DeleteAccount(t.Context(), account.Operator("test"), w.join("last").id))
	if _, err := w.CreateAccount(t.Context(), account.Operator("test"), ada); err != nil {
		t.Fatal(err)
	}
	must(t, w.DeleteAccount(t.Context(), account.Operator("test"), second.id))
	want(true, "with the one that was made")
}
