package prove_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"perfil/e2e/program"
)

// An administrator loses the role in the middle of administering. From the moment
// at which that is acknowledged, nothing goes any more.
func TestNobodyAdministersAfterLosingTheRole(t *testing.T) {
	onEach(t, func(t *testing.T, c *contest) {
		rounds := choose(3, 40)
		first, second := admin(t, c, "first"), admin(t, c, "second")
		user, err := witnessOf(t.Context(), newcomer(t, c.URL, "user"))
		if err != nil {
			t.Fatal(err)
		}
		for round := range rounds {
			demoted := make(chan time.Time, 1)
			go func() {
				time.Sleep(time.Duration(round%7) * time.Millisecond)
				a, err := first.ask(context.Background(), "PUT", fmt.Sprintf("/api/admin/users/%d", second.id), `{"role_id":2}`)
				if err != nil || a.status != http.StatusOK {
					t.Errorf("taking the role answers %d %s, %v", a.status, a.body, err)
				}
				demoted <- time.Now()
			}()
			var refusedSince time.Time
			var since time.Time // the role is gone; zero: it may be there
			for n := 0; since.IsZero() || n < 3; n++ {
				select {
				case since = <-demoted:
					n = 0
				default:
				}
				begun := time.Now()
				a, err := second.ask(t.Context(), "PUT", fmt.Sprintf("/api/admin/users/%d", user.id), fmt.Sprintf(`{"name":"N%d-%d"}`, round, n))
				switch {
				case err != nil:
					t.Fatal(err)
				case a.status == http.StatusForbidden:
					refusedSince = begun
				case a.status != http.StatusOK:
					t.Fatalf("administering answers %d %s", a.status, a.body)
				case !since.IsZero():
					t.Fatalf("round %d: somebody administers %v after losing the role", round, begun.Sub(since))
				case !refusedSince.IsZero():
					t.Fatalf("round %d: somebody administers again", round)
				}
			}
			c.command(t, "", "user", "set", "second", "--role", "admin")
			waitForRole(t, second)
		}
		figure(t, "role change against use, "+c.engine, "rounds, no act after the acknowledgement", "%d", rounds)
	})
}

// Two administrators take the role from each other at the same moment. One of
// them is left.
func TestTwoAdministratorsCannotBothLoseTheRole(t *testing.T) {
	onEach(t, func(t *testing.T, c *contest) {
		rounds := choose(3, 40)
		both := []*witness{admin(t, c, "first"), admin(t, c, "second")}
		for range rounds {
			count, answers := together(t, []*person{both[0].person, both[1].person}, func(i int, p *person) (answer, error) {
				return p.ask(t.Context(), "PUT", fmt.Sprintf("/api/admin/users/%d", both[1-i].id), `{"role_id":2}`)
			})
			if count[http.StatusOK] != 1 || count[http.StatusForbidden]+count[http.StatusBadRequest] != 1 {
				t.Fatalf("the answers are %v: %s %s", count, answers[0].body, answers[1].body)
			}
			for i, a := range answers {
				if a.status != http.StatusOK {
					c.command(t, "", "user", "set", both[i].name, "--role", "admin")
					waitForRole(t, both[i])
				}
			}
		}
		figure(t, "two admins demote each other, "+c.engine, "rounds, one admin left in each", "%d", rounds)
	})
}

// admin makes an administrator who is signed in.
func admin(t *testing.T, c *contest, name string) *witness {
	t.Helper()
	c.command(t, password, "user", "create", "--username", name, "--email", name+"@example.com", "--role", "admin", "--password-stdin")
	w := &witness{person: newPerson(c.URL, name)}
	t.Cleanup(w.leave)
	if err := w.signIn(t.Context()); err != nil {
		t.Fatal(err)
	}
	shown, err := w.look(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w.id = shown.ID
	return w
}

// waitForRole waits until a command on the database, which is another process on
// PostgreSQL, has been heard of.
func waitForRole(t *testing.T, w *witness) {
	t.Helper()
	for late := time.Now().Add(program.Patience); ; {
		a, err := w.ask(t.Context(), "POST", "/api/profile/", "")
		var shown struct {
			IsSuperuser bool `json:"is_superuser"`
		}
		if err == nil {
			err = json.Unmarshal(a.body, &shown)
		}
		if err != nil {
			t.Fatalf("%v: %d %s", err, a.status, a.body)
		}
		if shown.IsSuperuser {
			return
		}
		if time.Now().After(late) {
			t.Fatal("nobody heard that the role was given back")
		}
		time.Sleep(5 * time.Millisecond)
	}
}
