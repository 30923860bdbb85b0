package e2e_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
)

// answer is what one of many got.
type answer struct {
	status int
	body   string
}

// atOnce lets many ask at the same time and counts the answers by status.
func atOnce(t *testing.T, many int, ask func(n int) (method, path, body string), c *client) (count map[int]int, all []answer) {
	t.Helper()
	all = make([]answer, many)
	var ready, end sync.WaitGroup
	ready.Add(many)
	for n := range many {
		end.Go(func() {
			method, path, body := ask(n)
			ready.Done()
			ready.Wait()
			status, text, err := c.ask(t.Context(), method, path, body)
			if err != nil {
				t.Error(err)
			}
			all[n] = answer{status, text}
		})
	}
	end.Wait()
	count = map[int]int{}
	for _, a := range all {
		count[a.status]++
	}
	return count, all
}

func TestATicketIsUsedOnceHoweverManyTryAtOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, settings []string) {
		post := newPostOffice(t)
		c := newClient(start(t, t.TempDir(), slices.Concat(settings, post.settings(), []string{"PERFIL_RATE_LIMIT=off"})...).URL)
		c.signUp(t, "ada")
		c.must(t, "POST", "/api/auth/forgot-password", `{"email":"ada@example.com"}`, "")
		_, link, _ := strings.Cut(post.await(t, "ada@example.com").text, "/account/reset?token=")
		ticket := strings.Fields(link)[0]
		const many = 8
		chosen := func(n int) string { return fmt.Sprintf("Bright-meadow-%d", n) }
		count, all := atOnce(t, many, func(n int) (string, string, string) {
			return "POST", "/api/auth/reset-password", `{"token":"` + ticket + `","newPassword":"` + chosen(n) + `"}`
		}, c)
		if count[200] != 1 || count[401] != many-1 {
			t.Errorf("the answers are %v: %v", count, all)
		}
		for n, a := range all {
			status, _, err := c.ask(t.Context(), "POST", "/api/sign-in/", `{"email":"ada@example.com","password":"`+chosen(n)+`"}`)
			if err != nil || (status == 200) != (a.status == 200) {
				t.Errorf("who was told %d signs in with %d, %v", a.status, status, err)
			}
		}
	})
}

// Hashing is slow on purpose. However many sign in, nobody waits for them who
// only reads, and none gets anything but an answer or a request to come back.
func TestManySignInsAtOnceAreAnsweredOrAskedToComeBack(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, settings []string) {
		p := start(t, t.TempDir(), append(settings, "PERFIL_RATE_LIMIT=off")...)
		c := newClient(p.URL)
		c.signUp(t, "ada")
		const many = 100
		count, all := atOnce(t, many, func(n int) (string, string, string) {
			if n%10 == 9 {
				return "GET", "/api/auth/profile", ""
			}
			return "POST", "/api/auth/login", `{"email":"ada@example.com","password":"` + password + `"}`
		}, c)
		if count[200]+count[503] != many || count[200] < many/10 {
			t.Errorf("the answers are %v", count)
		}
		for n, a := range all {
			if n%10 == 9 && a.status != 200 {
				t.Errorf("a reader gets %d %s", a.status, a.body)
			}
		}
		t.Logf("%d were answered, %d asked to come back", count[200], count[503])
	})
}
