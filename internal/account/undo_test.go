package account_test

import (
	"strings"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/token"
)

func TestTheFormerAddressCanTakeAnEmailChangeBack(t *testing.T) {
	ada := newWorld(t).join("ada")
	thief := *ada
	_, err := thief.update(account.ProfileChange{Email: ptr("thief@example.com")})
	must(t, err)
	undo := ada.deliver("undo")
	if len(undo) != 1 || !strings.Contains(ada.letters.String(), ada.email) {
		t.Fatalf("letters: %s", ada.letters)
	}
	ada.pass(6 * 24 * time.Hour)
	thief.access = ada.foreign("access", ada.clock()) // a day-old token would have expired
	must(t, ada.RestoreEmail(t.Context(), undo[0], account.Client{}))
	if got := ada.stored(); got.Email != ada.email || got.EmailVerifiedAt.IsZero() {
		t.Errorf("the address is %q, verified at %v", got.Email, got.EmailVerifiedAt)
	}
	thief.wantOut()
	if resets := ada.deliver("reset"); len(resets) != 1 {
		t.Error("no letter to choose a new password went out")
	}
	wantKind(t, ada.RestoreEmail(t.Context(), undo[0], account.Client{}), account.InvalidTicket)
}

// A thief who gave the address away must not be able to take it themselves, or
// the way back would end there.
func TestAThiefCannotTakeTheFormerAddressForAnotherAccount(t *testing.T) {
	for _, delivered := range []bool{false, true} {
		w := newWorld(t)
		ada, eve := w.join("ada"), w.join("eve")
		_, err := ada.update(account.ProfileChange{Email: ptr("thief@example.com")})
		must(t, err)
		var undo []string
		if delivered {
			undo = w.deliver("undo")
		}
		wantTaken(t, w.trySignUp("second", ada.email))
		_, err = eve.update(account.ProfileChange{Email: &ada.email})
		wantTaken(t, err)
		_, err = w.CreateAccount(t.Context(), account.Operator("test"), account.NewAccount{Username: "third", Email: ada.email, Password: goodPassword})
		wantTaken(t, err)
		if !delivered {
			undo = w.deliver("undo")
		}
		must(t, w.RestoreEmail(t.Context(), undo[0], account.Client{}))
		if got := ada.stored().Email; got != ada.email {
			t.Errorf("the address is %q", got)
		}
	}
}

func TestAHeldAddressIsNotConfirmedForAnother(t *testing.T) {
	w := newWorld(t, func(c *account.Config) { c.ConfirmEmailFirst = true })
	ada, eve := w.join("ada"), w.join("eve")
	_, err := eve.update(account.ProfileChange{Email: ptr("wanted@example.com")})
	must(t, err)
	confirm := w.deliver("confirm")
	must(t, storetest.Issue(t.Context(), w.store, undoTicket("any", ada.id, "wanted@example.com")))
	wantTaken(t, eve.ConfirmEmail(t.Context(), confirm[0], account.Client{}))
}

func TestAFormerAddressIsFreeAfterItsWeek(t *testing.T) {
	w := newWorld(t)
	ada := w.join("ada")
	_, err := ada.update(account.ProfileChange{Email: ptr("new@example.com")})
	must(t, err)
	w.deliver("undo")
	w.pass(7*24*time.Hour - time.Second)
	must(t, w.SweepStore(t.Context()))
	wantTaken(t, w.trySignUp("second", ada.email))
	w.pass(2 * time.Second)
	must(t, w.SweepStore(t.Context()))
	must(t, w.trySignUp("second", ada.email))
}

func TestWhoGaveAnAddressUpCanComeBackToIt(t *testing.T) {
	ada := newWorld(t).join("ada")
	for _, email := range []string{"new@example.com", ada.email, "new@example.com"} {
		_, err := ada.update(account.ProfileChange{Email: &email})
		must(t, err)
		ada.deliver("undo")
	}
}

// The thief may have got at the password too, or set one of their own.
func TestNoPasswordOpensAnAccountThatWasTakenBackUntilANewOneIsSet(t *testing.T) {
	w := newWorld(t)
	ada := w.join("ada")
	ada.signIn()
	must(t, ada.ChangePassword(t.Context(), ada.actor(), account.PasswordChange{Terms: terms, Current: ada.password, New: "Thiefs-harbor-13"}))
	thief := *ada
	thief.password = "Thiefs-harbor-13"
	thief = *thief.signIn()
	_, err := thief.update(account.ProfileChange{Email: ptr("thief@example.com")})
	must(t, err)
	must(t, w.RestoreEmail(t.Context(), w.deliver("undo")[0], account.Client{}))
	thief.wantOut()
	for _, email := range []string{ada.email, "thief@example.com"} {
		thief.email = email
		_, err := thief.trySignIn(thief.password)
		wantKind(t, err, account.BadCredentials)
	}
	must(t, ada.reset(w.deliver("reset")[0], otherPassword))
	ada.password = otherPassword
	ada.signIn().wantIn()
}

// Whoever plans a theft can ask for so many resets beforehand that the address
// gets no more letters that day.
func TestTheResetAfterAnUndoComesHoweverManyWereAskedForBefore(t *testing.T) {
	ada := newWorld(t, limited).join("ada")
	for range 30 {
		must(t, ada.AskReset(t.Context(), ada.email, account.Client{}))
	}
	ada.deliver("reset")
	_, err := ada.update(account.ProfileChange{Email: ptr("thief@example.com")})
	must(t, err)
	must(t, ada.RestoreEmail(t.Context(), ada.deliver("undo")[0], account.Client{}))
	resets := ada.deliver("reset")
	if len(resets) != 1 {
		t.Fatalf("%d letters to choose a new password went out", len(resets))
	}
	must(t, ada.reset(resets[0], otherPassword))
}

// An intruder who changes the address twice gets a ticket too, for the first of
// the two. It must not undo the owner's undoing, nor take the owner's ticket.
func TestAnIntrudersOwnTicketIsNoWayBackIn(t *testing.T) {
	for _, intruderFirst := range []bool{false, true} {
		ada := newWorld(t).join("ada")
		_, err := ada.update(account.ProfileChange{Email: ptr("first@thief.example.com")})
		must(t, err)
		owners := ada.deliver("undo")
		ada.pass(time.Minute)
		_, err = ada.update(account.ProfileChange{Email: ptr("second@thief.example.com")})
		must(t, err)
		intruders := ada.deliver("undo")
		if intruderFirst {
			must(t, ada.RestoreEmail(t.Context(), intruders[0], account.Client{}))
		}
		must(t, ada.RestoreEmail(t.Context(), owners[0], account.Client{}))
		wantKind(t, ada.RestoreEmail(t.Context(), intruders[0], account.Client{}), account.InvalidTicket)
		if got := ada.stored().Email; got != ada.email {
			t.Errorf("the address is %q", got)
		}
	}
}

// Releases that held no address let others have it while its ticket lived.
func TestAnAddressThatIsTakenByNowIsNotRestored(t *testing.T) {
	w := newWorld(t)
	ada, other := w.join("ada"), w.join("other")
	must(t, storetest.Issue(t.Context(), w.store, undoTicket("old", ada.id, other.email)))
	wantKind(t, ada.RestoreEmail(t.Context(), "old", account.Client{}), account.Conflict)
	if got := ada.stored().Email; got != ada.email {
		t.Errorf("the address is %q", got)
	}
}

// A letter that is late must not change the order of the ways back.
func TestALateLetterChangesNothingAboutWhoOwnsTheAccount(t *testing.T) {
	ada := newWorld(t).join("ada")
	_, err := ada.update(account.ProfileChange{Email: ptr("first@thief.example.com")})
	must(t, err)
	ada.pass(time.Minute)
	_, err = ada.update(account.ProfileChange{Email: ptr("second@thief.example.com")})
	must(t, err)
	// The letter to the owner is refused at first, the intruder's goes out.
	late, err := ada.store.ClaimJob(t.Context(), ada.clock(), time.Hour)
	must(t, err)
	intruders := ada.deliver("undo")
	ada.pass(time.Hour)
	must(t, ada.store.PostponeJob(t.Context(), late.ID, ada.clock(), late.Attempts))
	owners := ada.deliver("undo")
	if late.Email != ada.email || len(intruders) != 1 || len(owners) != 1 {
		t.Fatalf("the late letter is to %s; %d, %d", late.Email, len(intruders), len(owners))
	}
	must(t, ada.RestoreEmail(t.Context(), owners[0], account.Client{}))
	wantKind(t, ada.RestoreEmail(t.Context(), intruders[0], account.Client{}), account.InvalidTicket)
	if got := ada.stored().Email; got != ada.email {
		t.Errorf("the address is %q", got)
	}
}

func TestALetterThatStillWaitsBringsNoTicketAfterTheOwnerIsBack(t *testing.T) {
	ada := newWorld(t).join("ada")
	_, err := ada.update(account.ProfileChange{Email: ptr("first@thief.example.com")})
	must(t, err)
	owners := ada.deliver("undo")
	ada.pass(time.Minute)
	_, err = ada.update(account.ProfileChange{Email: ptr("second@thief.example.com")})
	must(t, err)
	must(t, ada.RestoreEmail(t.Context(), owners[0], account.Client{}))
	if intruders := ada.deliver("undo"); len(intruders) != 0 {
		t.Error("the intruder got a way back")
	}
}

// Whose mail server holds letters back must not lose the way back to who has stolen
// the account, and had it tell an address of theirs about a second change.
func TestAThiefsUndoLeavesTheLetterToTheOwnerThatStillWaits(t *testing.T) {
	ada := newWorld(t).join("ada")
	_, err := ada.update(account.ProfileChange{Email: ptr("first@thief.example.com")})
	must(t, err)
	late, err := ada.store.ClaimJob(t.Context(), ada.clock(), time.Hour) // refused for now
	must(t, err)
	ada.pass(time.Minute)
	_, err = ada.update(account.ProfileChange{Email: ptr("second@thief.example.com")})
	must(t, err)
	must(t, ada.RestoreEmail(t.Context(), ada.deliver("undo")[0], account.Client{}))
	wantTaken(t, ada.trySignUp("second", ada.email))
	must(t, ada.store.PostponeJob(t.Context(), late.ID, ada.clock(), late.Attempts))
	for _, owners := range ada.deliver("undo") {
		must(t, ada.RestoreEmail(t.Context(), owners, account.Client{}))
	}
	if got := ada.stored().Email; got != ada.email {
		t.Errorf("the address is %q", got)
	}
}

// undoTicket is one with this text that leads an account back to an address.
func undoTicket(text string, of account.ID, email string) account.Ticket {
	t := storetest.Ticket(of, account.PurposeUndoEmail)
	t.Digest, t.Email, t.ExpiresAt = token.DigestOf(text), email, time.Date(2026, 3, 8, 0, 0, 0, 0, time.UTC)
	return t
}

func (w *world) trySignUp(username, email string) error {
	_, err := w.SignUp(w.t.Context(), account.SignUp{Terms: terms, Username: username, Email: email, Password: goodPassword})
	return err
}

func wantTaken(t *testing.T, err error) {
	t.Helper()
	wantKind(t, err, account.Conflict)
	if e := account.ErrorOf(err); len(e.Violations) != 1 || !e.Has(account.FieldEmail, account.Taken) {
		t.Errorf("refused are %v, want the e-mail as taken", e.Violations)
	}
}
