package account_test

import (
	"strings"
	"testing"
	"time"

	"perfil/internal/account"
)

func (p *person) askReset() string {
	p.t.Helper()
	must(p.t, p.AskReset(p.t.Context(), " "+strings.ToUpper(p.email), account.Client{}))
	tickets := p.deliver("reset")
	if len(tickets) == 0 {
		p.t.Fatal("no letter went out")
	}
	return tickets[0]
}

func (p *person) reset(ticket, plain string) error {
	return p.ResetPassword(p.t.Context(), account.Reset{Terms: terms, Ticket: ticket, New: plain})
}

func TestAResetSetsThePasswordOnceAndEndsEverySession(t *testing.T) {
	ada := newWorld(t).join("ada")
	ticket := ada.askReset()
	ada.wantIn() // asking ends nothing
	must(t, ada.reset(ticket, otherPassword))
	ada.wantOut()
	wantKind(t, ada.reset(ticket, "Third-harbor-77"), account.InvalidTicket)
	_, err := ada.trySignIn(ada.password)
	wantKind(t, err, account.BadCredentials)
	ada.password = otherPassword
	ada.signIn().wantIn()
}

func TestAWeakPasswordLeavesTheTicketGood(t *testing.T) {
	ada := newWorld(t).join("ada")
	ticket := ada.askReset()
	wantKind(t, ada.reset(ticket, "12345678"), account.Invalid)
	must(t, ada.reset(ticket, otherPassword))
}

func TestAResetTicketEndsAfterAnHour(t *testing.T) {
	ada := newWorld(t).join("ada")
	ticket := ada.askReset()
	ada.pass(time.Hour)
	wantKind(t, ada.reset(ticket, otherPassword), account.InvalidTicket)
}

func TestAResetTicketDiesWithAPasswordChangeAndADeletion(t *testing.T) {
	w := newWorld(t)
	ada, bob := w.join("ada"), w.join("bob")
	forAda, forBob := ada.askReset(), bob.askReset()
	must(t, ada.ChangePassword(t.Context(), ada.actor(), account.PasswordChange{Terms: terms, Current: ada.password, New: otherPassword}))
	must(t, w.DeleteAccount(t.Context(), bob.actor(), bob.id))
	wantKind(t, ada.reset(forAda, "Third-harbor-77"), account.InvalidTicket)
	wantKind(t, bob.reset(forBob, "Third-harbor-77"), account.InvalidTicket)
}

func TestNobodyGetsALetterWhoHasNothingToReset(t *testing.T) {
	w := newWorld(t)
	ada := w.join("ada")
	w.setStatus(ada, account.StatusSuspended)
	for _, email := range []string{"nobody@example.com", ada.email, "", "a\x00b", strings.Repeat("x", 10_000) + "@example.com"} {
		must(t, w.AskReset(t.Context(), email, account.Client{}))
	}
	if tickets := w.deliver("reset"); len(tickets) > 0 {
		t.Errorf("letters went out: %s", w.letters)
	}
}

func TestATicketForOnePurposeIsNoneForAnother(t *testing.T) {
	ada := newWorld(t).join("ada")
	ticket := ada.askReset()
	wantKind(t, ada.RestoreEmail(t.Context(), ticket, account.Client{}), account.InvalidTicket)
	wantKind(t, ada.ConfirmEmail(t.Context(), ticket, account.Client{}), account.InvalidTicket)
	wantKind(t, ada.reset("garbage", otherPassword), account.InvalidTicket)
	must(t, ada.reset(ticket, otherPassword))
}

func TestWhereConfirmationComesFirstTheAddressChangesWithTheLink(t *testing.T) {
	w := newWorld(t, func(c *account.Config) { c.ConfirmEmailFirst = true })
	ada := w.join("ada")
	a, err := ada.update(account.ProfileChange{Email: ptr("new@example.com"), FirstName: ptr("Ada")})
	must(t, err)
	if a.Email != ada.email || a.FirstName != "Ada" {
		t.Errorf("after the request: %q, %q", a.Email, a.FirstName)
	}
	confirm := ada.deliver("confirm")
	if len(confirm) != 1 {
		t.Fatalf("letters: %s", w.letters)
	}
	must(t, ada.ConfirmEmail(t.Context(), confirm[0], account.Client{}))
	if got := ada.stored(); got.Email != "new@example.com" || got.EmailVerifiedAt.IsZero() {
		t.Errorf("after the link: %q, verified at %v", got.Email, got.EmailVerifiedAt)
	}
	if undo := ada.deliver("undo"); len(undo) != 1 {
		t.Error("the former address was not told")
	}
}

func TestAConfirmationDiesWithAPasswordChange(t *testing.T) {
	ada := newWorld(t, func(c *account.Config) { c.ConfirmEmailFirst = true }).join("ada")
	_, err := ada.update(account.ProfileChange{Email: ptr("thief@example.com")})
	must(t, err)
	confirm := ada.deliver("confirm")
	must(t, ada.ChangePassword(t.Context(), ada.actor(), account.PasswordChange{Terms: terms, Current: ada.password, New: otherPassword}))
	wantKind(t, ada.ConfirmEmail(t.Context(), confirm[0], account.Client{}), account.InvalidTicket)
}

func TestAResetLetterToAFormerAddressResetsNothing(t *testing.T) {
	ada := newWorld(t).join("ada")
	ticket := ada.askReset()
	_, err := ada.store.Update(t.Context(), ada.id, func(c *account.Change) error {
		c.Account.Email = "new@example.com" // as when the letter was written in the same moment
		return nil
	})
	must(t, err)
	wantKind(t, ada.reset(ticket, otherPassword), account.InvalidTicket)
}

func TestAnAddressIsNotFlooded(t *testing.T) {
	ada := newWorld(t, limited).join("ada")
	for range 30 {
		must(t, ada.AskReset(t.Context(), ada.email, account.Client{}))
	}
	if n := len(ada.deliver("reset")); n != 10 {
		t.Errorf("%d letters went out", n)
	}
	ada.pass(25 * time.Hour)
	must(t, ada.AskReset(t.Context(), ada.email, account.Client{}))
	if n := len(ada.deliver("reset")); n != 1 {
		t.Errorf("a day later %d letters went out", n)
	}
}

func TestASignUpIsAskedToConfirmItsAddress(t *testing.T) {
	ada := newWorld(t, func(c *account.Config) { c.ConfirmSignUp = account.ConfirmAsked }).join("ada")
	ada.wantIn()
	confirm := ada.deliver("confirm")
	if len(confirm) != 1 {
		t.Fatal("no letter went out")
	}
	must(t, ada.ConfirmEmail(t.Context(), confirm[0], account.Client{}))
	if ada.stored().EmailVerifiedAt.IsZero() {
		t.Error("the address does not count as confirmed")
	}
}

func TestWhereConfirmationIsRequiredASignUpWaitsForIt(t *testing.T) {
	ada := newWorld(t, func(c *account.Config) { c.ConfirmSignUp = account.ConfirmRequired }).join("ada")
	_, err := ada.Authenticate(t.Context(), ada.access)
	wantKind(t, err, account.Inactive)
	_, err = ada.trySignIn(ada.password)
	wantKind(t, err, account.Inactive)
	must(t, ada.ConfirmEmail(t.Context(), ada.deliver("confirm")[0], account.Client{}))
	ada.wantIn()
	ada.signIn().wantIn()
}

func TestAConfirmationDoesNotBringBackWhoWasSuspended(t *testing.T) {
	ada := newWorld(t, func(c *account.Config) { c.ConfirmSignUp = account.ConfirmRequired }).join("ada")
	confirm := ada.deliver("confirm")
	ada.setStatus(ada, account.StatusSuspended)
	must(t, ada.ConfirmEmail(t.Context(), confirm[0], account.Client{}))
	_, err := ada.Authenticate(t.Context(), ada.access)
	wantKind(t, err, account.Inactive)
}
