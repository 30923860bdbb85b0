package account_test

import (
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
