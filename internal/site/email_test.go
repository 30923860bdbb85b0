package site_test

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"testing"

	"perfil/internal/account"
)

const eveEmail = "eve@example.net"

func TestAnOwnerTakesAnEmailChangeBack(t *testing.T) {
	h := build(t, plan{})
	h.settle()
	h.move(adaEmail, adaPassword, eveEmail) // somebody who found out the password
	intruder, _ := h.signIn(eveEmail, adaPassword)

	ada := visitor{t: t}
	asked := ada.open(h.nextLink("/account/undo-email")).wants(http.StatusOK, "Undo the change of your address?")
	ada.submit(asked, nil).wants(http.StatusOK, "The change is undone")

	if _, ok := h.signIn(eveEmail, adaPassword); ok {
		t.Error("the intruder's address still opens the account")
	}
	if h.isIn(intruder) {
		t.Error("the intruder is still signed in")
	}
	// The letter that the page speaks of comes, and goes to the owner.
	form := ada.open(h.nextLink("/account/reset")).wants(http.StatusOK, "Set a new password")
	ada.submit(form, twice(newPassword)).wants(http.StatusOK, "Your new password is set")
	if _, ok := h.signIn(adaEmail, newPassword); !ok {
		t.Error("the owner is not back in the account")
	}
	ada.submit(asked, nil).wants(http.StatusGone, "This link no longer works")
}

// elsewhere is a store in which another account took the address, as a release
// let happen that did not hold it for its former owner.
type elsewhere struct {
	account.Store
	taken atomic.Bool
}

func (e *elsewhere) Update(ctx context.Context, id account.ID, fn func(*account.Change) error) (account.Account, error) {
	if e.taken.Load() {
		return account.Account{}, account.Refuse([]account.Violation{{Field: account.FieldEmail, Code: account.Taken}})
	}
	return e.Store.Update(ctx, id, fn)
}

func TestAnAddressThatIsTakenCannotBeGivenBack(t *testing.T) {
	e := &elsewhere{}
	h := build(t, plan{store: func(s account.Store) account.Store { e.Store = s; return e }})
	h.settle()
	h.move(adaEmail, adaPassword, eveEmail)
	link := h.nextLink("/account/undo-email")
	e.taken.Store(true)
	ada := visitor{t: t}
	ada.submit(ada.open(link), nil).wants(http.StatusConflict, "The address is in use")
	e.taken.Store(false)
	if _, ok := h.signIn(eveEmail, adaPassword); !ok {
		t.Error("the account changed all the same")
	}
}

func TestNobodyElseGetsTheAddressThatALinkLeadsBackTo(t *testing.T) {
	h := build(t, plan{})
	h.settle()
	h.move(adaEmail, adaPassword, eveEmail)
	link := h.nextLink("/account/undo-email")
	_, err := h.accounts.SignUp(t.Context(), account.SignUp{
		Terms: lenient, Username: "second", Email: adaEmail, Password: adaPassword})
	if !errors.Is(err, account.Conflict) {
		t.Errorf("signing up with it: %v", err)
	}
	ada := visitor{t: t}
	ada.submit(ada.open(link), nil).wants(http.StatusOK, "The change is undone")
	if _, ok := h.signIn(adaEmail, adaPassword); ok {
		t.Error("a password opens the account that an intruder may have set")
	}
}

func TestAnAddressBecomesOnesOwnWhenItIsConfirmed(t *testing.T) {
	h := build(t, plan{confirmFirst: true})
	h.settle()
	h.move(adaEmail, adaPassword, "lovelace@example.com")
	ada := visitor{t: t}
	asked := ada.open(h.nextLink("/account/confirm-email")).wants(http.StatusOK, "Confirm your address")
	if _, ok := h.signIn("lovelace@example.com", adaPassword); ok {
		t.Fatal("the address was taken over before it was confirmed")
	}
	ada.submit(asked, nil).wants(http.StatusOK, "Your address is confirmed")
	if _, ok := h.signIn("lovelace@example.com", adaPassword); !ok {
		t.Error("the address was not taken over")
	}
	ada.submit(asked, nil).wants(http.StatusGone, "This link no longer works")
}

func TestALinkWithoutItsTicketAsksNothing(t *testing.T) {
	h := build(t, plan{})
	for _, path := range []string{"undo-email", "confirm-email"} {
		visitor{t: t}.open(h.url+"/account/"+path).wants(http.StatusGone, "This link no longer works")
	}
}

func TestAnAddressThatIsTakenCannotBeConfirmed(t *testing.T) {
	h := build(t, plan{confirmFirst: true})
	h.settle()
	h.move(adaEmail, adaPassword, "lovelace@example.com")
	link := h.nextLink("/account/confirm-email")
	h.settleAs("second", "lovelace@example.com")
	ada := visitor{t: t}
	ada.submit(ada.open(link), nil).wants(http.StatusConflict, "The address is in use")
}
