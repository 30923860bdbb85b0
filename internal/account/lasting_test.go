package account_test

import (
	"testing"
	"time"

	"perfil/internal/account"
)

func lasting(d time.Duration) func(*account.Config) {
	return func(c *account.Config) {
		c.Lifetimes = account.DefaultLifetimes()
		c.Lifetimes.Session = d
	}
}

// goOn refreshes a session.
func (p *person) goOn(w *world) error {
	g, err := w.Refresh(p.t.Context(), p.refresh, account.Client{})
	if err == nil {
		p.access, p.refresh = g.Access, g.Refresh
	}
	return err
}

func TestASessionEndsAtItsLimitHoweverOftenItIsRefreshed(t *testing.T) {
	w := newWorld(t, lasting(72*time.Hour))
	ada := w.join("ada")
	for range 3 {
		w.pass(24*time.Hour - time.Second)
		must(t, ada.goOn(w))
	}
	w.pass(2 * time.Second) // 71:59:59
	ada.wantIn()
	w.pass(time.Second)
	ada.wantOut()
	wantKind(t, ada.goOn(w), account.Unauthenticated)
	again := ada.signIn()
	again.wantIn()
	w.pass(24*time.Hour - time.Second)
	must(t, again.goOn(w))
}

func TestALowerLimitCountsForSessionsThatGoOn(t *testing.T) {
	w := newWorld(t)
	ada := w.join("ada")
	w.pass(20 * time.Hour)
	must(t, ada.goOn(w))
	w.Service = account.New(w.config(lasting(20 * time.Hour)))
	wantKind(t, ada.goOn(w), account.Unauthenticated)
	ada.wantOut()
}

func TestWithoutALimitASessionGoesOnAsLongAsItIsUsed(t *testing.T) {
	w := newWorld(t)
	ada := w.join("ada")
	for range 100 {
		w.pass(23 * time.Hour)
		must(t, ada.goOn(w))
	}
	ada.wantIn()
	w.pass(24 * time.Hour)
	ada.wantOut()
	wantKind(t, ada.goOn(w), account.Unauthenticated)
}

// Whoever changes a password by a schedule chooses worse ones.
func TestAPasswordIsGoodForAsLongAsNobodyChangesIt(t *testing.T) {
	ada := newWorld(t).join("ada")
	ada.pass(10 * 366 * 24 * time.Hour)
	ada.signIn().wantIn()
}
