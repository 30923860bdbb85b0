package prove_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
)

// A question is asked twice, of somebody who is there and of somebody who is not,
// and who asks must not be able to tell which was which.
type question struct {
	name, method, path string
	known, unknown     []string // bodies; of the same length, so that sending them tells nothing
	status             int      // of the answer
	samples            int      // in the long form
	knownPath          string   // where it is the path that differs, and not the body
}

// Samples of a question whose answer costs a hash, which is the same work for all
// and takes most of the time; and of one that is answered in so little time that
// whatever else the machine does shows more.
const (
	dearSamples  = 1000
	cheapSamples = 4000
)

// questions are what one can ask about an address through the two contracts.
//
// A sign-up with an address that is taken, and a change to one, are told by
// contract that it is: both published documents say so. So it is no secret that
// an account is there, but it is whose it is, and those two are asked of an
// active and of a suspended account.
func questions(spent string) []question {
	form := func(pattern string, names ...string) (all []string) {
		for _, name := range names {
			all = append(all, fmt.Sprintf(pattern, name))
		}
		return all
	}
	pair := func(q question, pattern string) question {
		q.known, q.unknown = form(pattern, "alice", "bruno"), form(pattern, "xavia", "yorik")
		return q
	}
	hidden := func(q question, pattern string) question {
		q.known, q.unknown = form(pattern, "alice", "bruno"), form(pattern, "susan", "simon")
		return q
	}
	const email = `{"email":"%s@example.com","password":"Not-the-password-7"}`
	const newcomer = `"email":"%s@example.com","password":"Silver-lantern-5"}`
	all := []question{
		pair(question{name: "django sign-in", method: "POST", path: "/api/sign-in/", status: 400, samples: dearSamples}, email),
		pair(question{name: "django token", method: "POST", path: "/api/token/", status: 401, samples: dearSamples}, `{"username":"%s","password":"Not-the-password-7"}`),
		pair(question{name: "express login", method: "POST", path: "/api/auth/login", status: 401, samples: dearSamples}, email),
		pair(question{name: "express forgot", method: "POST", path: "/api/auth/forgot-password", status: 200, samples: cheapSamples}, `{"email":"%s@example.com"}`),
		hidden(question{name: "django sign-up, taken", method: "POST", path: "/api/sign-up/", status: 400, samples: cheapSamples}, `{"username":"newcomer",`+newcomer),
		hidden(question{name: "django sign-up, name taken", method: "POST", path: "/api/sign-up/", status: 400, samples: cheapSamples}, `{"username":"%s","email":"newcomer@example.com","password":"Silver-lantern-5"}`),
		hidden(question{name: "express sign-up, taken", method: "POST", path: "/api/auth/register", status: 409, samples: cheapSamples}, `{"name":"New Comer",`+newcomer),
		hidden(question{name: "django e-mail change, taken", method: "PUT", path: "/api/profile/1/update/", status: 400, samples: cheapSamples}, `{"email":"%s@example.com"}`),
		hidden(question{name: "express e-mail change, taken", method: "PUT", path: "/api/auth/profile", status: 409, samples: cheapSamples}, `{"email":"%s@example.com"}`),
		{name: "django another's update", method: "PUT", path: "/api/profile/9/update/", knownPath: "/api/profile/2/update/", status: 403, samples: cheapSamples, known: []string{"{}"}, unknown: []string{"{}"}},
	}
	suspended := pair(question{name: "django sign-in, suspended", method: "POST", path: "/api/sign-in/", status: 400, samples: dearSamples}, email)
	suspended.known = form(email, "susan", "simon")
	invented := strings.Repeat("x", len(spent))
	reset := question{name: "express reset, used up", method: "POST", path: "/api/auth/reset-password", status: 401, samples: cheapSamples}
	reset.known, reset.unknown = form(`{"token":"%s","newPassword":"Silver-lantern-5"}`, spent), form(`{"token":"%s","newPassword":"Silver-lantern-5"}`, invented)
	return append(all, suspended, reset)
}

// settled starts a server with somebody who asks, two active and two suspended
// accounts, and gives a ticket that one of them has used up.
func settled(t *testing.T) (asker *person, spent string) {
	t.Helper()
	folder := t.TempDir()
	server := start(t, folder, "PERFIL_MAIL=log", "PERFIL_MAIL_FROM=a@example.com")
	asker = newcomer(t, server.URL, "asker")
	for _, name := range []string{"alice", "bruno", "susan", "simon"} {
		newcomer(t, server.URL, name)
	}
	for _, name := range []string{"susan", "simon"} {
		set := exec.CommandContext(t.Context(), "perfil", "user", "set", name, "--status", "suspended")
		set.Dir = folder
		if out, err := set.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	if a, err := asker.ask(t.Context(), "POST", "/api/auth/forgot-password", `{"email":"alice@example.com"}`); err != nil || a.status != http.StatusOK {
		t.Fatalf("%d %s, %v", a.status, a.body, err)
	}
	letter, err := server.Wait(regexp.MustCompile(`/account/reset\?token=([\w-]+)`))
	if err != nil {
		t.Fatal(err)
	}
	spent = letter[1]
	a, err := asker.ask(t.Context(), "POST", "/api/auth/reset-password", fmt.Sprintf(`{"token":%q,"newPassword":"Bright-meadow-3"}`, spent))
	if err != nil || a.status != http.StatusOK {
		t.Fatalf("%d %s, %v", a.status, a.body, err)
	}
	return asker, spent
}

// sample asks one of the two and says how long it took.
func (q *question) sample(t *testing.T, asker *person, turn int, known bool) (answer, time.Duration) {
	t.Helper()
	path, bodies := q.path, q.unknown
	if known {
		bodies = q.known
	}
	if known && q.knownPath != "" {
		path = q.knownPath
	}
	begun := time.Now()
	a, err := asker.ask(t.Context(), q.method, path, bodies[turn%len(bodies)])
	took := time.Since(begun)
	if err != nil || a.status != q.status {
		t.Fatalf("%s: %d %s, %v", q.name, a.status, a.body, err)
	}
	a.header.Del("Date")
	a.header.Del("X-Request-Id")
	return a, took
}

// ask asks in pairs, in an order that is by chance within each, so that neither
// what the machine does meanwhile nor what the one leaves behind for the other
// falls on one side. It returns how long each side took.
func (q *question) ask(t *testing.T, asker *person, pairs int) (known, unknown pace) {
	t.Helper()
	for turn := range pairs {
		first := rand.IntN(2) == 0
		a, tookA := q.sample(t, asker, turn, first)
		b, tookB := q.sample(t, asker, turn, !first)
		if !bytes.Equal(a.body, b.body) || fmt.Sprint(a.header) != fmt.Sprint(b.header) {
			t.Fatalf("%s tells who is there:\n%s %v\n%s %v", q.name, a.body, a.header, b.body, b.header)
		}
		if !first {
			tookA, tookB = tookB, tookA
		}
		known, unknown = append(known, tookA), append(unknown, tookB)
	}
	return known, unknown
}

// The answer about somebody who is there and about somebody who is not has the
// same status, bytes and headers and, in the long form, takes as long: the medians
// are less than a twentieth apart. A median, since a mean would be that of the few
// samples in which the machine did something else; and one more try at most, all
// of it, since of a dozen comparisons one may be off by chance.
func TestNobodyCanTellWhoIsThere(t *testing.T) {
	if !long {
		t.Parallel()
	}
	asker, spent := settled(t)
	for _, q := range questions(spent) {
		t.Run(q.name, func(t *testing.T) {
			for try := range 2 {
				known, unknown := q.ask(t, asker, choose(30, q.samples)/2)
				here, gone := known.quantile(0.5), unknown.quantile(0.5)
				gap := float64(here-gone) / float64(gone) * 100
				if !long {
					return
				}
				figure(t, "who is there", q.name, "%d samples, medians %v and %v, gap %.1f %%", len(known)+len(unknown), here.Round(time.Microsecond), gone.Round(time.Microsecond), gap)
				if gap > -5 && gap < 5 {
					return
				}
				if try == 1 {
					t.Errorf("the medians are %.1f %% apart", gap)
				}
			}
		})
	}
}
