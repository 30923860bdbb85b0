package prove_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"perfil/e2e/program"
)

// A recording is what a server did to its folder, and what it told whom.
type recording struct {
	platter *platter
	end     int // of the trace
	start   int // when it listened for the first time
	people  []*teller
	key     []byte // of the folder
	binary  string
}

// record lets people work with a traced server: it starts in an empty folder, is
// killed, starts, is stopped, starts, and is killed, or some of that.
func record(t *testing.T, binary string, deeds, lives int) *recording {
	t.Helper()
	folder := t.TempDir()
	r := &recording{platter: newPlatter(folder), binary: binary}
	for life := range lives {
		trace := filepath.Join(t.TempDir(), "trace")
		cmd := tracing(t, trace, binary, "serve", "--addr", "127.0.0.1:0")
		cmd.Dir, cmd.Env = folder, append(os.Environ(), "PERFIL_RATE_LIMIT=off", "PERFIL_LOG_LEVEL=warn", "PERFIL_MAIL=log")
		p, err := program.Follow(cmd)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.Kill)
		found, err := p.Wait(program.Listening)
		if err != nil {
			t.Fatal(err)
		}
		p.URL = found[1]
		r.live(t, p, life, deeds)
		if life == 1 {
			if err := p.Stop(); err != nil {
				t.Error(err)
			}
		}
		p.Kill()
		calls, err := readTrace(trace, r.end)
		if err == nil {
			err = r.platter.replay(calls)
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range calls {
			r.end = max(r.end, c.begun+2, c.ended+2)
		}
	}
	var err error
	if r.key, err = os.ReadFile(filepath.Join(folder, "perfil-data", "secret.key")); err != nil {
		t.Fatal(err)
	}
	r.start = r.end
	for _, at := range r.platter.acks {
		r.start = min(r.start, at)
	}
	return r
}

// live lets people do things, all at once, in one life of a server. Some leave.
func (r *recording) live(t *testing.T, p *program.Process, life, deeds int) {
	t.Helper()
	const many, leaving = 6, 2
	if life == 0 {
		for n := range many {
			r.people = append(r.people, newTeller(t, p.URL, fmt.Sprintf("p%d", n)))
		}
	}
	for n := range leaving {
		r.people = append(r.people, newTeller(t, p.URL, fmt.Sprintf("l%d-%d", life, n)))
	}
	var end sync.WaitGroup
	for n, w := range r.people {
		if w.gone {
			continue
		}
		w.move(p.URL)
		end.Go(func() {
			defer w.leave()
			mine := deeds
			if n >= many {
				mine = 3
			}
			for range mine {
				if err := w.deed(t.Context()); err != nil {
					t.Error(err)
					return
				}
			}
			if n >= many {
				if err := w.goAway(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	end.Wait()
}
