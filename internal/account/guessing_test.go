package account_test

import (
	"fmt"
	"testing"
	"time"

	"perfil/internal/account"
)

// guess tries a password from one address.
func (p *person) guess(address, plain string) error {
	_, err := p.SignIn(p.t.Context(), account.SignIn{
		Shape: account.ShapePair, Login: account.Key{Email: p.email}, Password: plain, Client: account.Client{Address: address},
	})
	return err
}

func TestGuessingFromManyAddressesIsSlowedDownAndTheOwnerIsNot(t *testing.T) {
	ada := newWorld(t, limited).join("ada")
	must(t, ada.guess("192.0.2.77", ada.password)) // the owner's own address
	for i := range 20 {
		wantKind(t, ada.guess(fmt.Sprintf("198.51.100.%d", i), "Wrong-harbor-7"), account.BadCredentials)
	}
	wantKind(t, ada.guess("198.51.100.100", "Wrong-harbor-7"), account.BadCredentials) // one a minute
	err := ada.guess("198.51.100.101", ada.password)
	wantKind(t, err, account.Throttled)
	if after := account.ErrorOf(err).RetryAfter; after <= 0 || after > time.Minute {
		t.Errorf("retry after %v", after)
	}
	must(t, ada.guess("192.0.2.77", ada.password))
	ada.pass(time.Minute)
	must(t, ada.guess("198.51.100.101", ada.password)) // slow, but not locked out
}

// The successes come from strangers, whose first one would make the network
// familiar: the second is from another.
func TestGuessesOfAClockThatWasAheadAreForgottenWhenItIsSetRight(t *testing.T) {
	ada := newWorld(t, limited).join("ada")
	ada.besiege()
	ada.pass(-48 * time.Hour)
	must(t, ada.guess("198.51.100.200", ada.password))
	must(t, ada.guess("203.0.113.201", ada.password))
}

func TestGuessingAtNobodyIsSlowedDownTheSame(t *testing.T) {
	w := newWorld(t, limited)
	nobody := &person{world: w, email: "nobody@example.com"}
	for i := range 21 {
		wantKind(t, nobody.guess(fmt.Sprintf("198.51.100.%d", i), "Wrong-harbor-7"), account.BadCredentials)
	}
	wantKind(t, nobody.guess("198.51.100.101", "Wrong-harbor-7"), account.Throttled)
}

func TestGuessingTheOwnPasswordIsSlowedDownToo(t *testing.T) {
	ada := newWorld(t, limited).join("ada")
	change := func(current string) error {
		return ada.ChangePassword(t.Context(), ada.actor(), account.PasswordChange{Terms: terms, Current: current, New: otherPassword})
	}
	for range 20 {
		wantKind(t, change("Wrong-harbor-7"), account.WrongPassword)
	}
	wantKind(t, change("Wrong-harbor-7"), account.WrongPassword) // one a minute
	wantKind(t, change(ada.password), account.Throttled)
	if got := countEvents(t, ada, account.ActionSignInFailed); got < 20 {
		t.Errorf("the audit trail has %d failures", got)
	}
}

func TestAnOwnerWhoseAddressMovesWithinTheNetworkIsNotSlowedDown(t *testing.T) {
	ada := newWorld(t, limited).join("ada")
	must(t, ada.guess("2001:db8:1:2::77", ada.password))
	for i := range 21 {
		wantKind(t, ada.guess(fmt.Sprintf("198.51.100.%d", i), "Wrong-harbor-7"), account.BadCredentials)
	}
	must(t, ada.guess("2001:db8:1:2:ffff::1", ada.password))
	wantKind(t, ada.guess("2001:db8:1:3::77", ada.password), account.Throttled)
}

// besiege makes so many wrong guesses from as many addresses that strangers wait.
func (p *person) besiege() {
	p.t.Helper()
	for i := range 21 {
		wantKind(p.t, p.guess(fmt.Sprintf("198.51.100.%d", i), "Wrong-harbor-7"), account.BadCredentials)
	}
	wantKind(p.t, p.guess("203.0.113.200", p.password), account.Throttled)
}

// Where the owner was seen goes on being free of waiting, also when the owner has
// not signed in there yet.
func TestWhereAnOwnerJoinedOrFollowedALinkNobodyWaits(t *testing.T) {
	here := account.Client{Address: "192.0.2.99"}
	for name, arrive := range map[string]func(ada *person) error{
		"sign-up": func(ada *person) error {
			g, err := ada.SignUp(t.Context(), account.SignUp{Terms: terms, Username: "other", Email: "other@example.com", Password: goodPassword, Client: here})
			ada.id, ada.email = g.Account.ID, "other@example.com"
			return err
		},
		"reset": func(ada *person) error {
			ada.password = otherPassword
			return ada.ResetPassword(t.Context(), account.Reset{Terms: terms, Client: here, Ticket: ada.askReset(), New: otherPassword})
		},
		"confirmed address": func(ada *person) error {
			return ada.ConfirmEmail(t.Context(), ada.deliver("confirm")[0], here)
		},
		"undone change": func(ada *person) error {
			_, err := ada.update(account.ProfileChange{Email: ptr("thief@example.com")})
			must(t, err)
			must(t, ada.RestoreEmail(t.Context(), ada.deliver("undo")[0], here))
			ada.password = otherPassword
			return ada.ResetPassword(t.Context(), account.Reset{Terms: terms, Ticket: ada.deliver("reset")[0], New: otherPassword})
		},
	} {
		t.Run(name, func(t *testing.T) {
			ada := newWorld(t, limited, func(c *account.Config) { c.ConfirmSignUp = account.ConfirmAsked }).join("ada")
			must(t, arrive(ada))
			ada.besiege()
			must(t, ada.guess(here.Address, ada.password))
		})
	}
}

func TestAResetEndsTheWaitForWhoeverKnowsTheNewPassword(t *testing.T) {
	ada := newWorld(t, limited).join("ada")
	ada.besiege()
	must(t, ada.reset(ada.askReset(), otherPassword))
	must(t, ada.guess("203.0.113.200", otherPassword))
}

// Who stole a session can enter an address of their own and confirm it. That must
// bring no more guesses at the current password.
func TestAConfirmedNewAddressNeitherEndsTheWaitNorMakesItsReaderFamiliar(t *testing.T) {
	ada := newWorld(t, limited, func(c *account.Config) { c.ConfirmEmailFirst = true }).join("ada")
	thief := account.Client{Address: "203.0.113.66"}
	ada.besiege()
	_, err := ada.update(account.ProfileChange{Email: ptr("thief@example.com")})
	must(t, err)
	must(t, ada.ConfirmEmail(t.Context(), ada.deliver("confirm")[0], thief))
	ada.email = "thief@example.com"
	wantKind(t, ada.guess(thief.Address, ada.password), account.Throttled)
}
