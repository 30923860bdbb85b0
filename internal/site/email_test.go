package site_test

import (
	"net/http"
	"testing"
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

func TestAnAddressThatIsTakenCannotBeGivenBack(t *testing.T) {
	h := build(t, plan{})
	h.settle()
	h.move(adaEmail, adaPassword, eveEmail)
	link := h.nextLink("/account/undo-email")
	h.settleAs("second", adaEmail)
	ada := visitor{t: t}
	ada.submit(ada.open(link), nil).wants(http.StatusConflict, "The address is in use")
	if _, ok := h.signIn(eveEmail, adaPassword); !ok {
		t.Error("the account changed all the same")
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
