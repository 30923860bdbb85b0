package prove_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"perfil/e2e/program"
)

// A server dies at any moment, again and again, under people who remember what
// they were told. All of it is true afterwards, and it starts again at once.
func TestNothingThatWasAcknowledgedIsLostWhenTheServerIsKilled(t *testing.T) {
	t.Parallel()
	for _, engine := range []struct {
		name     string
		settings func(*testing.T) []string
		rounds   int
		writes   int // acknowledged, in all rounds
	}{
		{"SQLite", func(*testing.T) []string { return nil }, choose(8, 200), choose(800, 100_000)},
		{"PostgreSQL", onDatabase, choose(3, 50), choose(200, 10_000)},
	} {
		t.Run(engine.name, func(t *testing.T) {
			t.Parallel()
			k := &killing{proof: "kill -9, " + engine.name, folder: t.TempDir()}
			k.settings = append(engine.settings(t), "PERFIL_MAIL=log", "PERFIL_RATE_LIMIT=off", "PERFIL_LOG_LEVEL=warn")
			k.gather(t, choose(8, 50))
			for range engine.rounds {
				k.round(t, engine.writes/engine.rounds)
			}
			k.judge(t, engine.rounds)
		})
	}
}

// killing is one server and its people through many deaths.
type killing struct {
	proof    string
	folder   string
	settings []string
	writers  []*witness
	joined   []*person // one in each round, between the writers

	told    atomic.Int64
	lies    atomic.Int64
	printed strings.Builder // by all servers
	slowest time.Duration   // from the start of the process to ready
}

// serve starts a server again and notes how long it takes until it is ready.
func (k *killing) serve(t *testing.T) *program.Process {
	t.Helper()
	begun := time.Now()
	p, err := program.Serve(k.folder, k.settings, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	a, err := newPerson(p.URL, "").ask(t.Context(), "GET", "/readyz", "")
	if err != nil || a.status != http.StatusOK {
		t.Fatalf("a server that listens is not ready: %d %v", a.status, err)
	}
	k.slowest = max(k.slowest, time.Since(begun))
	return p
}

// gather lets the writers sign up.
func (k *killing) gather(t *testing.T, many int) {
	t.Helper()
	p := k.serve(t)
	k.slowest = 0 // this one made its database
	for n := range many {
		w, err := witnessOf(t.Context(), newcomer(t, p.URL, fmt.Sprintf("w%d", n)))
		if err != nil {
			t.Fatal(err)
		}
		k.writers = append(k.writers, w)
	}
	p.Kill()
	k.printed.WriteString(p.Said())
}

// round lets everybody check and then work until so many things, or up to a
// quarter more, were acknowledged, and kills the server.
func (k *killing) round(t *testing.T, writes int) {
	t.Helper()
	p := k.serve(t)
	k.confront(t, p.URL)
	var end sync.WaitGroup
	enough := k.told.Load() + int64(writes) + rand.Int64N(int64(writes)/4+1)
	reached := make(chan struct{})
	var once sync.Once
	for _, w := range k.writers {
		end.Go(func() {
			defer w.leave()
			k.work(t, w, func() {
				if k.told.Add(1) >= enough {
					once.Do(func() { close(reached) })
				}
			})
		})
	}
	end.Go(func() { k.join(t.Context(), p.URL) })
	select {
	case <-reached:
		// The last acknowledgement came right after a commit. A moment later is
		// anywhere.
		time.Sleep(time.Duration(rand.Int64N(int64(5 * time.Millisecond))))
	case <-p.Done():
		t.Errorf("the server died by itself: %v", p.Err())
	case <-time.After(4 * program.Patience):
		t.Errorf("%d writes did not come about", writes)
	}
	p.Kill()
	end.Wait()
	k.printed.WriteString(p.Said())
	if strings.Contains(p.Said(), "level=ERROR") {
		t.Errorf("the server said\n%s", p.Said())
	}
}

// confront lets everybody compare, while no one dies.
func (k *killing) confront(t *testing.T, url string) {
	t.Helper()
	var end sync.WaitGroup
	for _, w := range k.writers {
		w.url = url
		end.Go(func() { k.note(t, w.confront(t.Context())) })
	}
	end.Wait()
}

// work does deeds until the server dies.
func (k *killing) work(t *testing.T, w *witness, told func()) {
	t.Helper()
	for {
		err := w.deed(t.Context())
		if err != nil {
			var no *refused
			if errors.As(err, &no) {
				t.Errorf("%s gets %v", w.name, err)
			}
			return
		}
		told()
	}
}

// join signs somebody up, for whom the server may live long enough or not.
func (k *killing) join(ctx context.Context, url string) {
	p := newPerson(url, fmt.Sprintf("j%d", len(k.joined)))
	defer p.leave()
	if told, _ := p.signUp(ctx); told {
		k.told.Add(1)
	}
	k.joined = append(k.joined, p) // without a token, if nobody was told
}

func (k *killing) note(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	var l *lie
	if errors.As(err, &l) {
		k.lies.Add(1)
	}
	t.Error(err)
}

// judge looks at everything when all is over.
func (k *killing) judge(t *testing.T, rounds int) {
	t.Helper()
	p := k.serve(t)
	k.confront(t, p.URL)
	for _, w := range k.writers {
		w.leave()
	}
	for _, j := range k.joined {
		if j.access == "" {
			continue
		}
		j.url = p.URL
		a, err := j.ask(t.Context(), "GET", "/api/auth/profile", "")
		if err != nil || a.status != http.StatusOK {
			k.note(t, &lie{fmt.Sprintf("%s has signed up and gets %d %s %v", j.name, a.status, a.body, err)})
		}
		j.leave()
	}
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
	k.printed.WriteString(p.Said())
	db := inside(t, k.folder, k.settings)
	if !strings.HasSuffix(k.proof, "PostgreSQL") {
		if err := isWhole(t.Context(), db); err != nil {
			t.Error(err)
		}
	}
	letters := lettersAreKept(t, db, k.writers, k.printed.String())
	pictures := picturesAreKept(t, db, k.writers, k.folder+"/perfil-data/avatars")
	figure(t, k.proof, "rounds", "%d", rounds)
	figure(t, k.proof, "acknowledged writes", "%d", k.told.Load())
	figure(t, k.proof, "lost", "%d", k.lies.Load())
	figure(t, k.proof, "letters kept", "%d", letters)
	figure(t, k.proof, "pictures shown and whole", "%d", pictures)
	figure(t, k.proof, "slowest start until ready", "%d ms", k.slowest.Milliseconds())
	if long && k.slowest > 2*time.Second {
		t.Errorf("it took %v to be ready", k.slowest)
	}
}
