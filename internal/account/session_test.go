package account_test

import (
	"sync"
	"testing"
	"time"

	"perfil/internal/account"
)

func TestSigningOutEndsThisSessionAndNoOther(t *testing.T) {
	ada := newWorld(t).join("ada")
	other := ada.signIn()
	must(t, ada.SignOut(t.Context(), ada.actor()))
	ada.wantOut()
	_, err := ada.Refresh(t.Context(), ada.refresh, account.Client{})
	wantKind(t, err, account.Unauthenticated)
	other.wantIn()
}

func TestAnAccessTokenEndsToTheSecond(t *testing.T) {
	ada := newWorld(t).join("ada")
	ada.pass(24*time.Hour - time.Second)
	ada.wantIn()
	ada.pass(time.Second)
	ada.wantOut()
}

func TestARefreshedSessionGoesOnAndItsFormerAccessTokenToo(t *testing.T) {
	ada := newWorld(t).join("ada")
	ada.pass(time.Hour)
	g, err := ada.Refresh(t.Context(), ada.refresh, account.Client{})
	must(t, err)
	ada.wantIn()
	next := *ada
	next.access = g.Access
	next.wantIn()
	must(t, ada.SignOut(t.Context(), next.actor()))
	ada.wantOut()
}

func TestAStolenRefreshTokenEndsTheSessionWhoeverUsesItSecond(t *testing.T) {
	ada := newWorld(t).join("ada")
	other := ada.signIn()
	thief, err := ada.Refresh(t.Context(), ada.refresh, account.Client{})
	must(t, err)
	_, err = ada.Refresh(t.Context(), ada.refresh, account.Client{}) // the owner comes second
	wantKind(t, err, account.Unauthenticated)
	stolen := *ada
	stolen.access = thief.Access
	stolen.wantOut()
	ada.wantOut()
	other.wantIn()
	if got := countEvents(t, ada, account.ActionRefreshReused); got != 1 {
		t.Errorf("the audit trail has %d reuses, want 1", got)
	}
}

func TestOneRefreshTokenUsedByManyAtOnceGivesAtMostOnePair(t *testing.T) {
	ada := newWorld(t).join("ada")
	var wg sync.WaitGroup
	won := make(chan account.Granted, 8)
	for range 8 {
		wg.Go(func() {
			if g, err := ada.Refresh(t.Context(), ada.refresh, account.Client{}); err == nil {
				won <- g
			}
		})
	}
	wg.Wait()
	if n := len(won); n > 1 {
		t.Errorf("%d pairs were given out", n)
	}
}

func TestWithAGraceALostAnswerIsGivenAgain(t *testing.T) {
	w := newWorld(t, func(c *account.Config) {
		c.Lifetimes = account.DefaultLifetimes()
		c.Lifetimes.RefreshGrace = 10 * time.Second
	})
	ada := w.join("ada")
	first, err := ada.Refresh(t.Context(), ada.refresh, account.Client{})
	must(t, err)
	w.pass(9 * time.Second)
	again, err := ada.Refresh(t.Context(), ada.refresh, account.Client{})
	must(t, err)
	if again.Refresh != first.Refresh {
		t.Error("the retried exchange gave another successor")
	}
	second, err := ada.Refresh(t.Context(), first.Refresh, account.Client{})
	must(t, err)
	if _, err := ada.Refresh(t.Context(), ada.refresh, account.Client{}); err == nil {
		t.Error("a grandparent got a successor")
	}
	next := *ada
	next.access = second.Access
	next.wantOut() // the use of the grandparent ended the session
}

func TestAGraceEnds(t *testing.T) {
	for name, passed := range map[string]time.Duration{"in time": 10 * time.Second, "when the clock is set back": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, func(c *account.Config) {
				c.Lifetimes = account.DefaultLifetimes()
				c.Lifetimes.RefreshGrace = 10 * time.Second
			})
			ada := w.join("ada")
			_, err := ada.Refresh(t.Context(), ada.refresh, account.Client{})
			must(t, err)
			w.pass(passed)
			_, err = ada.Refresh(t.Context(), ada.refresh, account.Client{})
			wantKind(t, err, account.Unauthenticated)
		})
	}
}

func TestAnAccessTokenIsNoRefreshToken(t *testing.T) {
	ada := newWorld(t).join("ada")
	_, err := ada.Refresh(t.Context(), ada.access, account.Client{})
	wantKind(t, err, account.WrongTokenType)
}

func TestADeletedAccountIsGoneToItsTokens(t *testing.T) {
	ada := newWorld(t).join("ada")
	elsewhere := ada.foreign("access", ada.clock())
	must(t, ada.DeleteAccount(t.Context(), ada.actor(), ada.id))
	for _, raw := range []string{ada.access, elsewhere} {
		_, err := ada.Authenticate(t.Context(), raw)
		wantKind(t, err, account.Gone)
	}
	_, err := ada.Refresh(t.Context(), ada.refresh, account.Client{})
	wantKind(t, err, account.Unauthenticated)
	_, err = ada.trySignIn(ada.password)
	wantKind(t, err, account.BadCredentials)
}

func TestADeletedIDIsNeverGivenAgain(t *testing.T) {
	w := newWorld(t)
	ada := w.join("ada")
	must(t, w.DeleteAccount(t.Context(), ada.actor(), ada.id))
	if bob := w.join("bob"); bob.id <= ada.id {
		t.Errorf("the new account has id %d, the deleted one had %d", bob.id, ada.id)
	}
}

func TestASuspensionEndsSessionsForGood(t *testing.T) {
	w := newWorld(t)
	ada := w.join("ada")
	elsewhere := *ada
	elsewhere.access = ada.foreign("access", ada.clock().Add(-time.Minute))
	w.setStatus(ada, account.StatusSuspended)
	for _, raw := range []string{ada.access, elsewhere.access} {
		_, err := ada.Authenticate(t.Context(), raw)
		wantKind(t, err, account.Inactive)
	}
	_, err := ada.Refresh(t.Context(), ada.refresh, account.Client{})
	wantKind(t, err, account.Unauthenticated)
	w.setStatus(ada, account.StatusActive)
	ada.wantOut()
	elsewhere.wantOut()
	ada.signIn().wantIn()
}

func (w *world) setStatus(p *person, s account.Status) {
	w.t.Helper()
	_, err := w.UpdateAccount(w.t.Context(), account.Operator("test"), p.id, account.AdminChange{Terms: account.Widest, Status: &s})
	must(w.t, err)
}

func countEvents(t *testing.T, p *person, a account.Action) int {
	t.Helper()
	events, err := p.Audit(t.Context(), account.Operator("test"), account.EventQuery{Account: p.id, Action: a, Limit: 100})
	must(t, err)
	return len(events)
}

// What is read from memory must never be older than what was acknowledged, while
// many change and many read at the same time.
func TestAReadNeverShowsWhatALaterAcknowledgedWriteChanged(t *testing.T) {
	w := newWorld(t)
	ada := w.join("ada")
	const rounds = 200
	var (
		mu   sync.Mutex
		seen int // the newest round that was acknowledged
		wg   sync.WaitGroup
	)
	stop := make(chan struct{})
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				mu.Lock()
				atLeast := seen
				mu.Unlock()
				a, err := w.Authenticate(t.Context(), ada.access)
				if err != nil {
					t.Error(err)
					return
				}
				if got := len(a.Snapshot().Account.FirstName); got < atLeast {
					t.Errorf("read round %d after round %d was acknowledged", got, atLeast)
					return
				}
			}
		})
	}
	name := ""
	for range rounds / 2 {
		name += "x"
		_, err := w.UpdateProfile(t.Context(), ada.actor(), ada.id, account.ProfileChange{Terms: terms, FirstName: &name})
		must(t, err)
		mu.Lock()
		seen = len(name)
		mu.Unlock()
	}
	close(stop)
	wg.Wait()
}
