package prove_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"perfil/e2e/program"
)

// The power goes. Every write of the server and every fsync is on record, with
// the moment at which each answer was sent; at hundreds of moments the folder is
// made anew as the rules of file systems allow it to be found, and the program
// starts on it and knows everything that was acknowledged before.
func TestNothingThatWasAcknowledgedIsLostWhenThePowerGoes(t *testing.T) {
	t.Parallel()
	r := record(t, "perfil", choose(50, 300), 3)
	o := r.outages(t, choose(40, 600))
	const proof = "power cut, SQLite"
	figure(t, proof, "moments", "%d", o.moments)
	figure(t, proof, "of them started with the program", "%d", o.started)
	told := 0
	for _, w := range r.people {
		told += len(w.story)
	}
	figure(t, proof, "acknowledged writes in the recording", "%d", told)
	figure(t, proof, "lost", "%d", len(o.lost))
	figure(t, proof, "could not be opened, or damaged", "%d", len(o.broken))
	for _, err := range slices.Concat(o.lost, o.broken) {
		t.Error(err)
	}
	if o.acknowledged == 0 {
		t.Error("nothing had been acknowledged at any moment")
	}
	for how, times := range o.after {
		if long && times < 10 {
			t.Errorf("the program started %d times on writes that were %s", times, damage(how))
		}
	}
}

// The proof is worth something because a server that forces less to the disk
// does not pass it.
func TestAServerThatForcesLessToTheDiskLosesWhatItAcknowledged(t *testing.T) {
	t.Parallel()
	sloppy := map[string]alteration{
		"synchronous=NORMAL": {"internal/sqlstore/sqlite/dsn.go", `"synchronous(FULL)"`, `"synchronous(NORMAL)"`},
	}
	if long {
		sloppy["pictures without fsync of their folder"] = alteration{
			"internal/avatar/folder.go", `return unavailable("storing an image", f.sync())`, `return nil`,
		}
	}
	for name, a := range sloppy {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := record(t, variant(t, a), choose(50, 150), 1)
			o := r.outages(t, choose(40, 100))
			figure(t, "power cut, "+name, "lost (has to lose)", "%d at %d moments", len(o.lost), o.moments)
			if len(o.lost) == 0 {
				t.Error("it loses nothing, so the proof proves nothing")
			}
		})
	}
}

// outcome is what was found at all moments.
type outcome struct {
	moments, started, acknowledged int
	after                          [damages]int // times that the program started on each damage after the first answer
	lost, broken                   []error
}

// outages looks at the folder after the power went, at many moments and with
// all kinds of damage. A tenth of the moments is before the first answer, when
// the folder is being made.
func (r *recording) outages(t *testing.T, moments int) *outcome {
	t.Helper()
	const seed = 20261122
	dice := rand.New(rand.NewPCG(seed, seed))
	var at []int
	for n := range moments {
		if n%10 == 0 {
			at = append(at, dice.IntN(r.start))
		} else {
			at = append(at, r.start+dice.IntN(r.end-r.start))
		}
	}
	slices.Sort(at)
	o := &outcome{moments: moments}
	for _, moment := range at {
		r.platter.advance(moment)
		folder := filepath.Join(t.TempDir(), "found")
		how := damage(dice.IntN(int(damages)))
		if err := r.platter.restore(folder, moment, how, dice); err != nil {
			t.Fatal(err)
		}
		v := &visit{recording: r, outcome: o, folder: folder, moment: moment, how: how}
		// The program itself where the folder is being made, and often later: it looks at
		// more than the database alone, and may refuse what is whole.
		if moment < r.start || dice.IntN(3) == 0 {
			o.started++
			if moment >= r.start {
				o.after[how]++
			}
			v.start()
		}
		v.inspect(t.Context())
		if err := os.RemoveAll(folder); err != nil {
			t.Fatal(err)
		}
	}
	return o
}

// A visit is a look at what is left after one moment.
type visit struct {
	*recording
	*outcome
	folder string
	moment int
	how    damage
}

func (v *visit) note(list *[]error, format string, args ...any) {
	*list = append(*list, fmt.Errorf("power cut at %d of %d, unsynced writes %s: %w", v.moment, v.end, v.how, fmt.Errorf(format, args...)))
}

// start wants the program to start, and those to be signed in who are told so.
func (v *visit) start() {
	cmd := exec.Command(v.binary, "serve", "--addr", "127.0.0.1:0")
	cmd.Dir, cmd.Env = v.folder, append(os.Environ(), "PERFIL_RATE_LIMIT=off", "PERFIL_LOG_LEVEL=warn")
	p, err := program.Follow(cmd)
	if err != nil {
		v.note(&v.broken, "%w", err)
		return
	}
	defer p.Kill()
	found, err := p.Wait(program.Listening)
	if err != nil {
		v.note(&v.broken, "%w", err)
		return
	}
	for _, w := range v.people {
		if _, here := w.presence(v.platter.acks, v.moment); !here {
			continue
		}
		now := newPerson(found[1], w.name)
		now.access = w.firstAccess
		a, err := now.ask(context.Background(), "POST", "/api/profile/", "")
		now.leave()
		if err != nil || a.status != 200 {
			v.note(&v.lost, "%s is signed in and gets %d %s %v", w.name, a.status, a.body, err)
		}
	}
	if err := p.Stop(); err != nil {
		v.note(&v.broken, "%w", err)
	}
}

// inspect compares what is left with what was acknowledged.
func (v *visit) inspect(ctx context.Context) {
	anyone := false
	for _, w := range v.people {
		_, here := w.presence(v.platter.acks, v.moment)
		anyone = anyone || here
	}
	data := filepath.Join(v.folder, "perfil-data")
	if anyone {
		v.acknowledged++
		if key, err := os.ReadFile(filepath.Join(data, "secret.key")); err != nil || !bytes.Equal(key, v.key) {
			v.note(&v.lost, "the key is not what it was: %v", err)
		}
	}
	file := filepath.Join(data, "perfil.db")
	if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) {
		if anyone {
			v.note(&v.lost, "the database is not there")
		}
		return
	}
	rows, err := v.read(ctx, data)
	if err != nil {
		v.note(&v.broken, "%w", err)
		return
	}
	for _, w := range v.people {
		for _, err := range w.compare(v.platter.acks, v.moment, rows, filepath.Join(data, "avatars")) {
			v.note(&v.lost, "%w", err)
		}
	}
}
