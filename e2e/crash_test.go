package e2e_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"perfil/e2e/program"
)

// witness is somebody who remembers what the server has acknowledged.
type witness struct {
	*client
	name      string
	tried     int  // the last number that was sent as first name; 0: none
	certain   int  // the last that was acknowledged
	signedOut bool // was acknowledged
	doubt     bool // the sign-out was sent, and nobody knows
}

// live signs up, changes the profile some times and signs out, and tells told of
// everything that is acknowledged, until the server dies. It returns nil if not
// even the sign-up was acknowledged.
func live(ctx context.Context, url, name string, told func()) *witness {
	const changes = 5
	w := &witness{client: newClient(url), name: name}
	defer w.http.CloseIdleConnections()
	status, answer, err := w.ask(ctx, "POST", "/api/sign-up/",
		fmt.Sprintf(`{"username":%q,"email":"%s@example.com","password":%q}`, name, name, password))
	if err != nil || status != 201 {
		return nil
	}
	if w.token, err = valueAt([]byte(answer), "access"); err != nil {
		return nil
	}
	told()
	for w.tried < changes {
		w.tried++
		status, _, err := w.ask(ctx, "PUT", "/api/auth/profile", fmt.Sprintf(`{"name":"%d"}`, w.tried))
		if err != nil || status != 200 {
			return w
		}
		w.certain = w.tried
		told()
	}
	w.doubt = true
	status, _, err = w.ask(ctx, "POST", "/api/auth/logout", "")
	w.signedOut = err == nil && status == 200
	told()
	return w
}

// crowd lets people live at the same time until the server at p has
// acknowledged so many things, and kills it.
func crowd(t *testing.T, p *program.Process, round, acknowledged int) []*witness {
	t.Helper()
	const hands = 4
	var (
		mu   sync.Mutex
		all  []*witness
		end  sync.WaitGroup
		kill sync.Once
		told atomic.Int64
	)
	count := func() {
		if told.Add(1) >= int64(acknowledged) {
			kill.Do(p.Kill)
		}
	}
	for hand := range hands {
		end.Go(func() {
			for turn := 0; ; turn++ {
				w := live(t.Context(), p.URL, fmt.Sprintf("u%d-%d-%d", round, hand, turn), count)
				if w == nil {
					return
				}
				mu.Lock()
				all = append(all, w)
				mu.Unlock()
			}
		})
	}
	end.Wait()
	return all
}

// exported reads all accounts through the command line: first names by user name.
func exported(t *testing.T, folder string, settings []string) map[string]string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "perfil", "export", "jsonl", "-")
	cmd.Dir, cmd.Env = folder, append(os.Environ(), settings...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		var a struct {
			Username  string `json:"username"`
			FirstName string `json:"first_name"`
		}
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		names[a.Username] = a.FirstName
	}
	return names
}

// check compares what a witness remembers with what is there.
func (w *witness) check(t *testing.T, names map[string]string, url string) {
	t.Helper()
	got, ok := names[w.name]
	if !ok {
		t.Errorf("%s has signed up and is not there", w.name)
		return
	}
	number := 0
	if got != "" {
		_, _ = fmt.Sscan(got, &number)
	}
	if number < w.certain || number > w.tried {
		t.Errorf("%s is called %q, was told %d and had asked for %d", w.name, got, w.certain, w.tried)
	}
	now := newClient(url)
	now.token = w.token
	defer now.http.CloseIdleConnections()
	status, answer, err := now.ask(t.Context(), "GET", "/api/auth/profile", "")
	switch {
	case err != nil:
		t.Error(err)
	case w.signedOut && status != 401:
		t.Errorf("%s has signed out and gets %d %s", w.name, status, answer)
	case !w.doubt && status != 200:
		t.Errorf("%s is signed in and gets %d %s", w.name, status, answer)
	}
}

// Power fails at any moment: what a client was told is still true afterwards,
// and the server starts again without help.
func TestNothingThatWasAcknowledgedIsLostWhenTheServerIsKilled(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, settings []string) {
		const rounds = 10
		folder := t.TempDir()
		var all []*witness
		for round := range rounds {
			p := start(t, folder, append(settings, "PERFIL_RATE_LIMIT=off", "PERFIL_LOG_LEVEL=warn")...)
			all = append(all, crowd(t, p, round, 5+rand.IntN(40))...)
			if text := p.Said(); strings.Contains(text, "level=ERROR") {
				t.Errorf("the server said\n%s", text)
			}
		}
		p := start(t, folder, settings...)
		names := exported(t, folder, settings)
		for _, w := range all {
			w.check(t, names, p.URL)
		}
		if err := p.Stop(); err != nil {
			t.Error(err)
		}
		if len(all) < rounds {
			t.Errorf("only %d people were told anything", len(all))
		}
		t.Logf("%d rounds, %d people", rounds, len(all))
	})
}
