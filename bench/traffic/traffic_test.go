package traffic_test

import (
	"strings"
	"testing"
	"time"

	"perfil/bench/load"
	"perfil/bench/traffic"
	"perfil/internal/account"
)

const clients = 4

func setting(c traffic.Contract) traffic.Setting {
	return traffic.Setting{Contract: c, Clients: clients, Accounts: accounts, Secret: secret, Now: time.Now()}
}

// ask runs scripts twice, since they have to go on where they stopped.
func ask(t *testing.T, p place, scripts []load.Script) (answered int) {
	t.Helper()
	if len(scripts) != clients {
		t.Fatalf("%d scripts of %d clients", len(scripts), clients)
	}
	for range 2 {
		r, err := load.Run(t.Context(), load.Plan{Addr: p.addr, Scripts: scripts, For: 50 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		if r.Refused > 0 {
			t.Errorf("%d of %d refused", r.Refused, r.Requests)
		}
		answered += int(r.Requests)
	}
	return answered
}

func TestProfilesAreReadAndChangedThroughBothContracts(t *testing.T) {
	for _, c := range []traffic.Contract{traffic.Django, traffic.Express} {
		t.Run(c.String(), func(t *testing.T) {
			p := open(t)
			ask(t, p, traffic.Reads(setting(c)))
			if n := p.count(t, isRenamed); n != 0 {
				t.Errorf("reading renamed %d", n)
			}
			ask(t, p, traffic.Mixed(setting(c)))
			n := ask(t, p, traffic.Updates(setting(c)))
			if renamed := p.count(t, isRenamed); renamed == 0 || renamed > n {
				t.Errorf("%d updates renamed %d", n, renamed)
			}
		})
	}
}

func isRenamed(a account.Account) bool { return strings.HasPrefix(a.FirstName, "Ana") }

// A request that is made when it is sent is the one that was made beforehand.
func TestMorePeopleThanFitAreReadAlike(t *testing.T) {
	p := open(t)
	few, many := setting(traffic.Django), setting(traffic.Django)
	few.Accounts, many.Accounts = 1, 1_000_000
	first := string(traffic.Reads(few)[0].Next(nil))
	if !strings.HasPrefix(first, "POST /api/profile/ HTTP/1.1\r\n") || !strings.HasSuffix(first, "\r\nContent-Length: 0\r\n\r\n") {
		t.Errorf("the request is %q", first)
	}
	script := traffic.Reads(many)[0]
	seen := map[string]bool{}
	for range 100 {
		request := string(script.Next(make([]byte, 0, 4<<10)))
		if more := len(request) - len(first); more < 0 || more > 8 { // of six digits in base 64
			t.Errorf("%q is another request than %q", request, first)
		}
		seen[request] = true
	}
	if len(seen) < 99 {
		t.Errorf("%d different requests of 100", len(seen))
	}
	_, err := load.Run(t.Context(), load.Plan{Addr: p.addr, Scripts: []load.Script{script}, For: time.Second})
	if err == nil || !strings.Contains(err.Error(), "answered 404") {
		t.Errorf("people without an account: %v", err)
	}
}

func TestSessionsBeginAndGoOn(t *testing.T) {
	p := open(t)
	n := ask(t, p, traffic.SignIns(setting(traffic.Django)))
	recent := p.count(t, func(a account.Account) bool { return time.Since(a.LastLoginAt) < time.Hour })
	if recent == 0 || recent > n {
		t.Errorf("%d sign-ins of %d people", n, recent)
	}
	ask(t, p, traffic.Refreshes(setting(traffic.Django)))
	n = ask(t, p, traffic.SignUps(setting(traffic.Django)))
	if grown := p.count(t, func(account.Account) bool { return true }); grown != accounts+n {
		t.Errorf("%d accounts after %d sign-ups, %d before", grown, n, accounts)
	}
}

func TestABusyServerMayRefuseToHashButNotToRead(t *testing.T) {
	s := setting(traffic.Django)
	for name, c := range map[string]struct {
		script load.Script
		may    bool
	}{
		"sign-in": {traffic.SignIns(s)[0], true},
		"sign-up": {traffic.SignUps(s)[0], true},
		"read":    {traffic.Reads(s)[0], false},
		"update":  {traffic.Updates(s)[0], false},
		"mixed":   {traffic.Mixed(s)[0], false},
		"refresh": {traffic.Refreshes(s)[0], false},
	} {
		c.script.Next(nil)
		if err := c.script.Heard(503, nil); (err == nil) != c.may {
			t.Errorf("%s: %v", name, err)
		}
		if c.script.Heard(401, nil) == nil {
			t.Errorf("%s: a refused token is no error", name)
		}
	}
}

func TestARefreshWithoutASuccessorIsAnError(t *testing.T) {
	for _, body := range []string{`{"access":"a"}`, `{"refresh":"a`} {
		if traffic.Refreshes(setting(traffic.Django))[0].Heard(200, []byte(body)) == nil {
			t.Errorf("%s: no error", body)
		}
	}
}
