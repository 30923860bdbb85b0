package account_test

import (
	"fmt"
	"testing"
	"time"

	"perfil/internal/account"
)

func TestWhatIsTakenIsToldOnlyWhenNothingElseIsInTheWay(t *testing.T) {
	w := newWorld(t)
	ada, bob := w.join("ada"), w.join("bob")
	never := func(int64) bool { return false }
	for name, c := range map[string]struct {
		change account.ProfileChange
		want   account.Kind
	}{
		"another field": {account.ProfileChange{Phone: ptr("12345678901")}, account.Invalid},
		"the picture":   {account.ProfileChange{Avatar: &account.Upload{Bytes: []byte("no picture")}}, account.Invalid},
		"the form":      {account.ProfileChange{Refused: []account.Violation{{Field: account.FieldFirstName, Code: account.NotText}}}, account.Invalid},
		"the condition": {account.ProfileChange{Match: never}, account.Stale},
	} {
		c.change.Username, c.change.Email = ptr("bob"), &bob.email
		_, err := ada.update(c.change)
		wantKind(t, err, c.want)
		e := account.ErrorOf(err)
		if e.Has(account.FieldEmail, account.Taken) || e.Has(account.FieldUsername, account.Taken) {
			t.Errorf("%s: %v tells what is taken", name, err)
		}
	}
	_, err := ada.update(account.ProfileChange{Username: ptr("bob"), Email: &bob.email})
	wantKind(t, err, account.Conflict)
	if e := account.ErrorOf(err); len(e.Violations) != 2 {
		t.Errorf("told are %v, want both", e.Violations)
	}
}

// ask asks for an e-mail from an address.
func (p *person) ask(email, from string) error {
	_, err := p.UpdateProfile(p.t.Context(), p.actor().From(account.Client{Address: from}), p.id,
		account.ProfileChange{Terms: terms, Email: &email})
	return err
}

func TestAnAccountLearnsOnlyAFewAddressesThatAreTaken(t *testing.T) {
	w := newWorld(t, limited)
	ada, bob := w.join("ada"), w.join("bob")
	for i := range 10 {
		wantTaken(t, ada.ask(bob.email, fmt.Sprintf("198.51.100.%d", i)))
	}
	for _, email := range []string{bob.email, "free@example.com"} {
		err := ada.ask(email, "203.0.113.7")
		wantKind(t, err, account.Throttled)
		if after := account.ErrorOf(err).RetryAfter; after <= 0 || after > account.LimitWindow {
			t.Errorf("retry after %v", after)
		}
	}
	_, err := ada.update(account.ProfileChange{Username: ptr("bob")})
	wantKind(t, err, account.Throttled)
	_, err = ada.update(account.ProfileChange{Username: ptr("ada"), Email: &ada.email, FirstName: ptr("Ada")})
	must(t, err) // asks for nothing that others may have
	ada.pass(account.LimitWindow)
	must(t, ada.ask("free@example.com", "203.0.113.7"))
}

// Or a clock that was wrong for a minute would keep people from changing anything
// for as long as it was ahead.
func TestWhatAClockThatWasAheadCountedIsNotHeldAgainstAnybody(t *testing.T) {
	w := newWorld(t, limited)
	ada, bob := w.join("ada"), w.join("bob")
	const ahead = 30 * 24 * time.Hour
	w.pass(ahead)
	later := ada.signIn()
	for range 10 {
		wantTaken(t, later.ask(bob.email, "203.0.113.7"))
	}
	wantKind(t, later.ask(bob.email, "203.0.113.7"), account.Throttled)
	w.pass(-ahead)
	must(t, ada.ask("free@example.com", "203.0.113.7"))
}

func TestANetworkLearnsOnlySoManyAddressesThatAreTaken(t *testing.T) {
	w := newWorld(t, limited)
	victim := w.join("victim")
	for i := range 5 {
		p := w.join(fmt.Sprintf("eve%d", i))
		for n := range 10 {
			wantTaken(t, p.ask(victim.email, fmt.Sprintf("2001:db8:1:2::%d", 10*i+n)))
		}
	}
	last := w.join("last")
	wantKind(t, last.ask(victim.email, "2001:db8:1:2:ffff::1"), account.Throttled)
	must(t, last.ask("free@example.com", "2001:db8:1:3::1"))
}

// Each change makes a stranger a letter and holds an address.
func TestAnAccountDoesNotRunThroughManyAddresses(t *testing.T) {
	ada := newWorld(t, limited).join("ada")
	for i := range 50 {
		must(t, ada.ask(fmt.Sprintf("victim%d@example.com", i), "192.0.2.1"))
	}
	wantKind(t, ada.ask("victim50@example.com", "192.0.2.1"), account.Throttled)
}

func TestAValueThatIsTakenInTheLastMomentIsCounted(t *testing.T) {
	w := newWorld(t)
	ada := w.join("ada")
	slow := &overtaken{Store: w.store}
	late := account.New(w.config(limited, func(c *account.Config) { c.Store = slow }))
	for i := range 10 {
		email := fmt.Sprintf("wanted%d@example.com", i)
		slow.by = func() { must(t, w.trySignUp(fmt.Sprintf("other%d", i), email)) }
		_, err := late.UpdateProfile(t.Context(), ada.actor(), ada.id, account.ProfileChange{Terms: terms, Email: &email})
		wantTaken(t, err)
	}
	_, err := late.UpdateProfile(t.Context(), ada.actor(), ada.id, account.ProfileChange{Terms: terms, Email: ptr("free@example.com")})
	wantKind(t, err, account.Throttled)
}

// A node whose memory is behind must not call a change stale that was made from
// what another node has shown.
func TestAConditionIsHeldAgainstTheNewestVersion(t *testing.T) {
	w := newWorld(t)
	ada := w.join("ada")
	behind := ada.actor()
	w.pass(time.Second)
	a, err := ada.update(account.ProfileChange{FirstName: ptr("Ada")})
	must(t, err)
	_, err = w.UpdateProfile(t.Context(), behind, ada.id, account.ProfileChange{
		Terms: terms, LastName: ptr("Lovelace"), Match: func(version int64) bool { return version == a.Version },
	})
	must(t, err)
}
