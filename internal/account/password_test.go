package account_test

import (
	"strings"
	"testing"

	"perfil/internal/account"
)

const otherPassword = "Another-harbor-7"

func TestAPasswordChangeEndsEverySessionAndTheOldPassword(t *testing.T) {
	ada := newWorld(t).join("ada")
	other := ada.signIn()
	must(t, ada.ChangePassword(t.Context(), ada.actor(), account.PasswordChange{Terms: terms, Current: ada.password, New: otherPassword}))
	ada.wantOut()
	other.wantOut()
	_, err := ada.trySignIn(ada.password)
	wantKind(t, err, account.BadCredentials)
	ada.password = otherPassword
	ada.signIn().wantIn()
}

func TestARefusedPasswordChangeEndsNothing(t *testing.T) {
	ada := newWorld(t).join("ada")
	err := ada.ChangePassword(t.Context(), ada.actor(), account.PasswordChange{Terms: terms, Current: "Wrong-harbor-7", New: otherPassword})
	wantKind(t, err, account.WrongPassword)
	err = ada.ChangePassword(t.Context(), ada.actor(), account.PasswordChange{Terms: terms, Current: "Wrong-harbor-7", New: "1"})
	wantKind(t, err, account.Invalid) // told before the current one is looked at
	ada.wantIn()
	ada.signIn().wantIn()
}

func TestOnlyTheOperatorSetsAPasswordUnseen(t *testing.T) {
	w := newWorld(t)
	ada, admin := w.join("ada"), w.joinAs("root", account.RoleAdmin)
	wantKind(t, w.SetPassword(t.Context(), admin.actor(), ada.id, otherPassword), account.Forbidden)
	must(t, w.SetPassword(t.Context(), account.Operator("test"), ada.id, otherPassword))
	ada.wantOut()
	ada.password = otherPassword
	ada.signIn().wantIn()
}

func TestNothingButSpacesIsNoPassword(t *testing.T) {
	w := newWorld(t)
	ada := w.join("ada")
	ticket := ada.askReset()
	lenient := account.Terms{PasswordMax: 128, EmailMax: 200, NameMax: 200, Password: account.PasswordRules{MinLength: 8}}
	for _, plain := range []string{"        ", "\t\n\v\f\r \t\n\v", strings.Repeat("\u00a0", 8), strings.Repeat("\u2003", 20)} {
		for name, err := range map[string]error{
			"sign-up": func() error {
				_, err := w.SignUp(t.Context(), account.SignUp{Terms: lenient, Username: "bob", Email: "bob@example.com", Password: plain})
				return err
			}(),
			"change":   ada.ChangePassword(t.Context(), ada.actor(), account.PasswordChange{Terms: terms, Current: ada.password, New: plain}),
			"reset":    ada.reset(ticket, plain),
			"operator": w.SetPassword(t.Context(), account.Operator("test"), ada.id, plain),
		} {
			if e := account.ErrorOf(err); err == nil || !e.Has(account.FieldPassword, account.Blank) {
				t.Errorf("%s takes %q: %v", name, plain, err)
			}
		}
	}
	must(t, ada.reset(ticket, "  spaces around are kept  "))
	ada.password = "  spaces around are kept  "
	ada.signIn().wantIn()
}
