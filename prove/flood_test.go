package prove_test

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"time"
)

// doors are the ways to sign in.
var doors = []struct{ contract, path, form string }{
	{"django", "/api/sign-in/", `{"email":"%[1]s@example.com","password":%[2]q}`},
	{"django", "/api/token/", `{"username":"%[1]s","password":%[2]q}`},
	{"express", "/api/auth/login", `{"email":"%[1]s@example.com","password":%[2]q}`},
}

// floodAtOnce is how many sign in at once.
const floodAtOnce = 500

// flooded is the answer to one of them.
type flooded struct {
	answer
	err  error
	door int
}

// floodOnce sends sign-ins all at once through all doors, half of them to an
// account that is not there.
func floodOnce(t *testing.T, url string) []flooded {
	t.Helper()
	all := make([]flooded, floodAtOnce)
	var ready, end sync.WaitGroup
	ready.Add(floodAtOnce)
	for i := range floodAtOnce {
		end.Go(func() {
			p := newPerson(url, "ada")
			defer p.leave()
			if i%2 == 1 {
				p.name = "nobody"
			}
			door := i % len(doors)
			body := fmt.Sprintf(doors[door].form, p.name, password)
			ready.Done()
			ready.Wait()
			a, err := p.ask(t.Context(), "POST", doors[door].path, body)
			all[i] = flooded{a, err, door}
		})
	}
	end.Wait()
	return all
}

// judgeFlood counts the answers by their status and wants each to be documented.
func judgeFlood(t *testing.T, known map[string]contract, all []flooded) map[int]int {
	t.Helper()
	count := map[int]int{}
	for _, f := range all {
		door := doors[f.door]
		count[f.status]++
		if f.err == nil {
			f.err = known[door.contract].judge(t.Context(), "POST", door.path, f.answer)
		}
		if f.err != nil {
			t.Errorf("%s: %d %s: %v", door.path, f.status, f.body, f.err)
		}
		if wait, err := strconv.Atoi(f.header.Get("Retry-After")); f.status >= 429 && (err != nil || wait < 1) {
			t.Errorf("%s: %d does not say when to come again: %v", door.path, f.status, f.header)
		}
	}
	return count
}

// Five hundred who sign in at once wait in a queue that has an end, in bounded
// memory; who finds it full is told to come again; and whoever is signed in notes
// little of it.
func TestAFloodOfSignInsIsBounded(t *testing.T) {
	if !long {
		t.Parallel()
	}
	const proof = "flood of sign-ins"
	server := start(t, t.TempDir())
	people := honest(t, server.URL)
	ada := newcomer(t, server.URL, "ada")
	known := contracts(t, server.URL)
	quiet, err := readOn(t.Context(), people, time.Duration(choose(1, 10))*time.Second)
	if err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var beside pace
	var reading sync.WaitGroup
	reading.Go(func() {
		if beside, err = readOn(ctx, people, time.Hour); err != nil {
			t.Error(err)
		}
	})
	begun, waves := time.Now(), choose(1, 5)
	var answers []flooded
	for range waves {
		answers = append(answers, floodOnce(t, server.URL)...)
	}
	took := time.Since(begun)
	cancel()
	reading.Wait()
	count := judgeFlood(t, known, answers)
	figure(t, proof, "sign-ins at once, times", "%d, %d, all answered in %v", floodAtOnce, waves, took.Round(10*time.Millisecond))
	figure(t, proof, "answers by status", "%v", count)
	figure(t, proof, "reads of others without it", "%v", quiet)
	figure(t, proof, "reads of others beside it", "%v", beside)
	if count[http.StatusServiceUnavailable] == 0 || count[http.StatusOK] == 0 || count[http.StatusInternalServerError] > 0 {
		t.Errorf("the answers are %v", count)
	}
	if p99 := beside.quantile(0.99); long && p99 > 50*time.Millisecond {
		t.Errorf("one of a hundred profile reads takes %v", p99)
	}
	if a, err := ada.ask(t.Context(), "POST", doors[0].path, fmt.Sprintf(doors[0].form, "ada", password)); err != nil || a.status != http.StatusOK {
		t.Errorf("after the flood: %d %s, %v", a.status, a.body, err)
	}
	heldWithin(t, server, proof, 256*mebibyte)
	endsWell(t, server)
}

// With limits on, one address does not get so far as to fill the queue.
func TestAFloodFromOneAddressIsTurnedAway(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir(), "PERFIL_RATE_LIMIT=on")
	newcomer(t, server.URL, "ada")
	count := judgeFlood(t, contracts(t, server.URL), floodOnce(t, server.URL))
	figure(t, "flood of sign-ins", "answers by status, with limits", "%v", count)
	if count[http.StatusTooManyRequests] != floodAtOnce-5 {
		t.Errorf("the answers are %v, and five attempts are allowed", count)
	}
	heldWithin(t, server, "flood of sign-ins, with limits", 256*mebibyte)
	endsWell(t, server)
}
