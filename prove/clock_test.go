package prove_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The clock stands, jumps ahead and is set back, on the night on which the zone
// of the host leaves summer time.
func TestClocksThatJumpChangeNoRight(t *testing.T) {
	t.Parallel()
	binary := variant(t,
		alteration{"internal/cli/host.go", "h.accounts = account.New(account.Config{", "h.accounts = account.New(account.Config{\n\t\tNow: steeredNow,"},
		alteration{"internal/cli/steered.go", "", steering})
	for name, story := range map[string]func(*testing.T, *steered){
		"tokens end to the second":                     tokensEndToTheSecond,
		"ahead and back":                               aheadAndBack,
		"a change counts though the clock is set back": changesCountBackwards,
		"a used refresh token is used":                 usedStaysUsed,
		"limits last their time":                       limitsLastTheirTime,
		"tickets end to the second":                    ticketsEndToTheSecond,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &steered{binary: binary, clock: filepath.Join(t.TempDir(), "clock"), zone: "Europe/Madrid"}
			s.set(t, time.Date(2026, 10, 24, 12, 0, 0, 250_000_000, time.UTC))
			story(t, s)
			if !t.Failed() {
				figure(t, "clock", name, "held")
			}
		})
	}
}

// status is what a person gets for its token through both contracts, which must
// be the same.
func status(t *testing.T, p *person) int {
	t.Helper()
	one, err := p.ask(t.Context(), "POST", "/api/profile/", "")
	if err != nil {
		t.Fatal(err)
	}
	other, err := p.ask(t.Context(), "GET", "/api/auth/profile", "")
	if err != nil {
		t.Fatal(err)
	}
	if one.status != other.status {
		t.Errorf("one contract answers %d, the other %d", one.status, other.status)
	}
	return one.status
}

func want(t *testing.T, what string, got, want int) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %d, want %d", what, got, want)
	}
}

// expiry reads when a token ends.
func expiry(t *testing.T, token string) time.Time {
	t.Helper()
	var claims struct{ Exp int64 }
	parts := strings.Split(token, ".")
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err == nil {
		err = json.Unmarshal(text, &claims)
	}
	if err != nil {
		t.Fatal(err)
	}
	return time.Unix(claims.Exp, 0)
}

func tokensEndToTheSecond(t *testing.T, s *steered) {
	p := s.start(t)
	ada := newcomer(t, p.URL, "ada")
	pair := expiry(t, ada.access)
	if want := s.now.Truncate(time.Second).Add(24 * time.Hour); !pair.Equal(want) {
		t.Errorf("the access token ends %v, want %v", pair, want)
	}
	a, err := ada.ask(t.Context(), "POST", "/api/auth/login", fmt.Sprintf(`{"email":%q,"password":%q}`, ada.email(), password))
	var login struct{ Token string }
	if err == nil {
		err = json.Unmarshal(a.body, &login)
	}
	if err != nil {
		t.Fatal(err)
	}
	for name, token := range map[string]string{"access": ada.access, "of the other contract": login.Token} {
		holder := hands(t, ada, 1)[0]
		holder.access = token
		for range 2 { // the second time from memory
			s.set(t, expiry(t, token).Add(-time.Millisecond))
			want(t, "token "+name+", a moment before its end", status(t, holder), http.StatusOK)
			s.set(t, expiry(t, token))
			want(t, "token "+name+", at its end", status(t, holder), http.StatusUnauthorized)
		}
	}
	w := &witness{person: ada}
	s.set(t, expiry(t, ada.refresh).Add(-time.Millisecond))
	if err := w.refreshSession(t.Context()); err != nil {
		t.Errorf("a moment before its end the refresh token gets %v", err)
	}
	s.set(t, expiry(t, ada.refresh))
	if err := w.refreshSession(t.Context()); err == nil {
		t.Error("at its end the refresh token is still good")
	}
}

func aheadAndBack(t *testing.T, s *steered) {
	ada := newcomer(t, s.start(t).URL, "ada")
	w := &witness{person: ada}
	for _, jump := range []time.Duration{25 * time.Hour, 10 * 365 * 24 * time.Hour} {
		s.pass(t, jump)
		want(t, "ahead", status(t, ada), http.StatusUnauthorized)
		s.pass(t, -jump)
		want(t, "back", status(t, ada), http.StatusOK)
	}
	for _, jump := range []time.Duration{-time.Second, -48 * time.Hour, -10 * 365 * 24 * time.Hour} {
		s.pass(t, jump)
		want(t, "with a token of the future", status(t, ada), http.StatusOK)
		if err := w.signIn(t.Context()); err != nil {
			t.Error(err)
		}
		want(t, "with a token of now", status(t, ada), http.StatusOK)
	}
}

func changesCountBackwards(t *testing.T, s *steered) {
	p := s.start(t)
	ada := newcomer(t, p.URL, "ada")
	old := hands(t, ada, 1)[0]
	w := &witness{person: ada}
	s.pass(t, -48*time.Hour)
	if err := w.signIn(t.Context()); err != nil {
		t.Fatal(err)
	}
	const changed = "Bright-meadow-3"
	a, err := ada.ask(t.Context(), "PUT", "/api/auth/password", fmt.Sprintf(`{"currentPassword":%q,"newPassword":%q}`, password, changed))
	if err != nil || a.status != http.StatusOK {
		t.Fatalf("a new password gets %d %s, %v", a.status, a.body, err)
	}
	for _, jump := range []time.Duration{0, 48 * time.Hour, -96 * time.Hour} {
		s.pass(t, jump)
		want(t, "a session from before the new password", status(t, old), http.StatusUnauthorized)
	}
	if err := w.signIn(t.Context()); err == nil {
		t.Error("the former password is good")
	}
}

func usedStaysUsed(t *testing.T, s *steered) {
	for _, grace := range []string{"0s", "10s"} {
		p := s.start(t, "PERFIL_REFRESH_GRACE="+grace)
		ada := newcomer(t, p.URL, "ada")
		used := &witness{person: hands(t, ada, 1)[0]}
		w := &witness{person: ada}
		if err := w.refreshSession(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.pass(t, -time.Hour)
		if err := used.refreshSession(t.Context()); err == nil {
			t.Errorf("with a grace of %s a used token is good again when the clock is set back", grace)
		}
		want(t, "the session of a token that was used twice", status(t, ada), http.StatusUnauthorized)
	}
}

func limitsLastTheirTime(t *testing.T, s *steered) {
	p := s.start(t, "PERFIL_RATE_LIMIT=on")
	ada := newcomer(t, p.URL, "ada")
	attempt := func(email string) answer {
		a, err := ada.ask(t.Context(), "POST", "/api/sign-in/", fmt.Sprintf(`{"email":%q,"password":%q}`, email, password))
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	turnedAway := func() (wait time.Duration) {
		for n := range 6 {
			attempt(fmt.Sprintf("nobody%d@example.com", n))
		}
		a := attempt(ada.email())
		want(t, "the seventh attempt", a.status, http.StatusTooManyRequests)
		seconds, err := strconv.Atoi(a.header.Get("Retry-After"))
		if err != nil || seconds < 1 || seconds > 900 {
			t.Errorf("Retry-After is %q", a.header.Get("Retry-After"))
		}
		return time.Duration(seconds) * time.Second
	}
	wait := turnedAway()
	s.pass(t, wait-2*time.Second)
	want(t, "before the time is over", attempt(ada.email()).status, http.StatusTooManyRequests)
	s.pass(t, 2*time.Second)
	want(t, "when the time is over", attempt(ada.email()).status, http.StatusOK)

	// The window was begun by a clock that was ahead. Set right, it must not shut
	// anybody out for as long as it was wrong.
	turnedAway()
	s.pass(t, -48*time.Hour)
	if a := attempt(ada.email()); a.status != http.StatusOK {
		t.Errorf("when the clock was set right: %d, Retry-After %s", a.status, a.header.Get("Retry-After"))
	}
	s.pass(t, 10*365*24*time.Hour)
	want(t, "years later", attempt(ada.email()).status, http.StatusOK)
}

func ticketsEndToTheSecond(t *testing.T, s *steered) {
	p := s.start(t)
	ada := newcomer(t, p.URL, "ada")
	tickets := regexp.MustCompile(`/account/reset\?token=(\S+)`)
	for n, c := range []struct {
		after time.Duration
		want  int
	}{{time.Hour - time.Millisecond, http.StatusOK}, {time.Hour, http.StatusUnauthorized}} {
		if a, err := ada.ask(t.Context(), "POST", "/api/auth/forgot-password", fmt.Sprintf(`{"email":%q}`, ada.email())); err != nil || a.status != http.StatusOK {
			t.Fatalf("asking for a reset gets %d, %v", a.status, err)
		}
		if _, err := p.Wait(regexp.MustCompile(`(?s)(/account/reset\?token=.*){` + strconv.Itoa(n+1) + "}")); err != nil {
			t.Fatal(err)
		}
		found := tickets.FindAllStringSubmatch(p.Said(), -1)
		s.pass(t, c.after)
		a, err := ada.ask(t.Context(), "POST", "/api/auth/reset-password", fmt.Sprintf(`{"token":%q,"newPassword":"Bright-meadow-%d"}`, found[len(found)-1][1], n))
		if err != nil {
			t.Fatal(err)
		}
		want(t, "a ticket after "+c.after.String(), a.status, c.want)
	}
}
