package prove_test

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"perfil/e2e/program"
)

// onEach runs a proof on each kind of database, in a server of its own.
func onEach(t *testing.T, prove func(t *testing.T, c *contest)) {
	t.Helper()
	t.Parallel()
	for engine, settings := range map[string]func(*testing.T) []string{
		"SQLite": func(*testing.T) []string { return nil }, "PostgreSQL": onDatabase,
	} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			c := &contest{engine: engine, folder: t.TempDir(), settings: settings(t)}
			c.Process = start(t, c.folder, c.settings...)
			prove(t, c)
			if err := c.Stop(); err != nil {
				t.Error(err)
			}
			if strings.Contains(c.Said(), "level=ERROR") {
				t.Errorf("the server said\n%s", c.Said())
			}
		})
	}
}

// A contest is a server at which many want the same at once.
type contest struct {
	*program.Process
	engine   string
	folder   string
	settings []string
}

// command runs perfil beside the server.
func (c *contest) command(t *testing.T, stdin string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "perfil", args...)
	cmd.Dir, cmd.Env, cmd.Stdin = c.folder, append(os.Environ(), c.settings...), strings.NewReader(stdin)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("perfil %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// hands are clients that act for one person, each on a connection of its own.
func hands(t *testing.T, of *person, many int) []*person {
	t.Helper()
	all := make([]*person, many)
	for i := range all {
		all[i] = newPerson(of.url, of.name)
		all[i].access, all[i].refresh = of.access, of.refresh
		t.Cleanup(all[i].leave)
	}
	return all
}

// together lets all ask at the same moment, and counts the answers by status.
func together(t *testing.T, all []*person, ask func(i int, p *person) (answer, error)) (count map[int]int, answers []answer) {
	t.Helper()
	answers = make([]answer, len(all))
	var ready, end sync.WaitGroup
	ready.Add(len(all))
	for i, p := range all {
		end.Go(func() {
			ready.Done()
			ready.Wait()
			a, err := ask(i, p)
			if err != nil {
				t.Error(err)
			}
			answers[i] = a
		})
	}
	end.Wait()
	count = map[int]int{}
	for _, a := range answers {
		count[a.status]++
	}
	return count, answers
}

// Fifty windows show the same profile, and all save at once, through both
// contracts. The one who was first has saved, and the others are told.
func TestOfUpdatesWithOneETagExactlyOneWins(t *testing.T) {
	onEach(t, func(t *testing.T, c *contest) {
		rounds := choose(10, 500)
		ada := newcomer(t, c.URL, "ada")
		w, err := witnessOf(t.Context(), ada)
		if err != nil {
			t.Fatal(err)
		}
		windows := hands(t, ada, 50)
		for round := range rounds {
			shown, err := ada.ask(t.Context(), "GET", "/api/auth/profile", "")
			if err != nil || shown.header.Get("ETag") == "" {
				t.Fatalf("the profile answers %d without a tag: %v", shown.status, err)
			}
			value := func(i int) string { return fmt.Sprintf("Ada%d-%d", round, i) }
			count, answers := together(t, windows, func(i int, p *person) (answer, error) {
				tag := shown.header.Get("ETag")
				if i%2 == 0 {
					return p.ask(t.Context(), "PUT", "/api/auth/profile", fmt.Sprintf(`{"name":%q}`, value(i)), "If-Match", tag)
				}
				return p.ask(t.Context(), "PUT", w.own(), fmt.Sprintf(`{"first_name":%q}`, value(i)), "If-Match", tag)
			})
			if count[http.StatusOK] != 1 || count[http.StatusPreconditionFailed] != len(windows)-1 {
				t.Fatalf("round %d: the answers are %v", round, count)
			}
			now, err := w.look(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for i, a := range answers {
				if a.status == http.StatusOK && now.FirstName != value(i) {
					t.Fatalf("round %d: %s has won, and the profile shows %s", round, value(i), now.FirstName)
				}
			}
		}
		figure(t, "one ETag, "+c.engine, "rounds of 50 updates, one winner in each", "%d", rounds)
	})
}

// A hundred people want the same address, in other letters, through both
// contracts.
func TestOfSignUpsWithOneAddressExactlyOneSucceeds(t *testing.T) {
	onEach(t, func(t *testing.T, c *contest) {
		rounds, many := choose(1, 4), choose(20, 100)
		for round := range rounds {
			crowd := make([]*person, many)
			for i := range crowd {
				crowd[i] = newPerson(c.URL, fmt.Sprintf("ada%d-%d", round, i))
				t.Cleanup(crowd[i].leave)
			}
			spellings := []string{"ada%d@example.com", "Ada%d@example.com", "ADA%d@EXAMPLE.COM", " ada%d@Example.com "}
			count, answers := together(t, crowd, func(i int, p *person) (answer, error) {
				email := fmt.Sprintf(spellings[i/2%len(spellings)], round)
				if i%2 == 0 {
					return p.ask(t.Context(), "POST", "/api/auth/register", fmt.Sprintf(`{"name":"Ada","email":%q,"password":%q}`, email, password))
				}
				return p.ask(t.Context(), "POST", "/api/sign-up/", fmt.Sprintf(`{"username":%q,"email":%q,"password":%q}`, p.name, email, password))
			})
			told := count[http.StatusCreated] + count[http.StatusConflict] + count[http.StatusBadRequest] + count[http.StatusServiceUnavailable]
			if count[http.StatusCreated] != 1 || told != many {
				t.Errorf("the answers are %v: %s", count, answers[0].body)
			}
		}
		if err := c.Stop(); err != nil {
			t.Error(err)
		}
		found, err := column(t.Context(), inside(t, c.folder, c.settings), "SELECT email FROM accounts ORDER BY id")
		if err != nil || len(found) != rounds {
			t.Errorf("%d addresses have the accounts %q, %v", rounds, found, err)
		}
		c.Process = start(t, c.folder, c.settings...)
		figure(t, "one address, "+c.engine, "rounds of 100 sign-ups, one account in each", "%d", rounds)
	})
}

// An account is deleted while its profile is saved from everywhere.
func TestAnAccountThatIsDeletedWhileItIsChangedIsGone(t *testing.T) {
	onEach(t, func(t *testing.T, c *contest) {
		rounds := choose(4, 60)
		for round := range rounds {
			ada := newcomer(t, c.URL, fmt.Sprintf("ada%d", round))
			w, err := witnessOf(t.Context(), ada)
			if err != nil {
				t.Fatal(err)
			}
			const deleting = 3
			count, answers := together(t, hands(t, ada, 12), func(i int, p *person) (answer, error) {
				switch {
				case i < deleting:
					return p.ask(t.Context(), "DELETE", fmt.Sprintf("/api/profile/%d/delete/", w.id), "")
				case i%2 == 0:
					return p.ask(t.Context(), "PUT", "/api/auth/profile", fmt.Sprintf(`{"name":"N%d"}`, i))
				default:
					return p.ask(t.Context(), "PUT", w.own(), fmt.Sprintf(`{"email":"n%d-%d@example.com"}`, round, i))
				}
			})
			if count[http.StatusNoContent] != 1 || count[http.StatusNoContent]+count[http.StatusOK]+count[http.StatusNotFound] != len(answers) {
				t.Errorf("the answers are %v", count)
			}
			if a, err := ada.ask(t.Context(), "POST", "/api/profile/", ""); err != nil || a.status != http.StatusNotFound {
				t.Errorf("a deleted account answers %d %s, %v", a.status, a.body, err)
			}
		}
		if err := c.Stop(); err != nil {
			t.Error(err)
		}
		db := inside(t, c.folder, c.settings)
		for _, table := range []string{"accounts", "sessions", "tickets"} {
			if left, err := column(t.Context(), db, "SELECT CAST(count(*) AS text) FROM "+table); err != nil || left[0] != "0" {
				t.Errorf("%s rows are left in %s, %v", left, table, err)
			}
		}
		c.Process = start(t, c.folder, c.settings...)
		figure(t, "delete and update at once, "+c.engine, "rounds, all gone", "%d", rounds)
	})
}

// Two ends of one session refresh it with the same token. One of them was not
// meant to have it, and nobody can tell which, so the session ends.
func TestARefreshTokenIsExchangedOnce(t *testing.T) {
	onEach(t, func(t *testing.T, c *contest) {
		rounds := choose(4, 60)
		w := &witness{person: newcomer(t, c.URL, "ada")}
		for range rounds {
			if err := w.signIn(t.Context()); err != nil {
				t.Fatal(err)
			}
			count, answers := together(t, hands(t, w.person, 8), func(_ int, p *person) (answer, error) {
				return p.ask(t.Context(), "POST", "/api/token/refresh/", fmt.Sprintf(`{"refresh":%q}`, p.refresh))
			})
			if count[http.StatusOK] != 1 || count[http.StatusUnauthorized] != len(answers)-1 {
				t.Errorf("the answers are %v", count)
			}
			for _, a := range answers {
				if a.status != http.StatusOK {
					continue
				}
				if err := w.take(a); err != nil {
					t.Fatal(err)
				}
				if a, err := w.ask(t.Context(), "POST", "/api/profile/", ""); err != nil || a.status != http.StatusUnauthorized {
					t.Errorf("the session goes on: %d %s, %v", a.status, a.body, err)
				}
			}
		}
		figure(t, "one refresh token, "+c.engine, "rounds of 8 exchanges, one in each", "%d", rounds)
	})
}
