package prove_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"perfil/e2e/program"
)

// leftovers are the files of a data folder after a stop, by name.
type leftovers map[string][]byte

func readLeftovers(t *testing.T, folder string) leftovers {
	t.Helper()
	files := leftovers{}
	for _, name := range []string{"perfil.db", "perfil.db-wal", "perfil.db-shm", "secret.key"} {
		if data, err := os.ReadFile(filepath.Join(folder, "perfil-data", name)); err == nil {
			files[name] = data
		}
	}
	return files
}

// lay puts them into a new folder, after a change.
func (l leftovers) lay(t *testing.T, change func(data string)) (folder string) {
	t.Helper()
	folder = t.TempDir()
	data := filepath.Join(folder, "perfil-data")
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, content := range l {
		if err := os.WriteFile(filepath.Join(data, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	change(data)
	return folder
}

// fate is what a start on damaged files came to.
type fate string

const (
	isRefused fate = "refused"
	isServed  fate = "served, nothing lost"
	isLost    fate = "served, something lost"
)

var adviceGiven = regexp.MustCompile(`(?m)^perfil: .*(restore a backup|restore|is not a SQLite database|move it away|install that version)`)

// begin starts a server on a folder and asks it for everybody. A refusal has to say
// what to do, and so has the doctor.
func begin(t *testing.T, folder string, people []*witness) fate {
	t.Helper()
	p, err := program.Serve(folder, []string{"PERFIL_RATE_LIMIT=off", "PERFIL_LOG_LEVEL=warn"}, nil)
	if err != nil {
		if !adviceGiven.MatchString(err.Error()) {
			t.Errorf("it does not say what to do: %v", err)
		}
		doctor := exec.CommandContext(t.Context(), "perfil", "doctor")
		doctor.Dir = folder
		if out, failed := doctor.CombinedOutput(); failed == nil || !strings.Contains(string(out), "problem") {
			t.Errorf("the doctor finds nothing wrong:\n%s\nbut %v", out, err)
		}
		return isRefused
	}
	defer p.Kill()
	for _, w := range people {
		if !isAsTold(t.Context(), p.URL, w) {
			return isLost
		}
	}
	return isServed
}

func isAsTold(ctx context.Context, url string, w *witness) bool {
	twin := &witness{person: newPerson(url, w.name)}
	defer twin.leave()
	twin.access = w.access
	shown, err := twin.look(ctx)
	return err == nil && shown.FirstName == w.called.certain
}

// stopped gives the files of a server that was stopped or killed, and who lives
// there.
func stopped(t *testing.T, stop func(*program.Process)) (leftovers, []*witness) {
	t.Helper()
	folder := t.TempDir()
	server := start(t, folder)
	var people []*witness
	for i := range 5 {
		w, err := witnessOf(t.Context(), newcomer(t, server.URL, fmt.Sprintf("reader%d", i)))
		if err != nil {
			t.Fatal(err)
		}
		people = append(people, w)
	}
	for range 40 {
		for _, w := range people {
			if err := w.rename(t.Context(), w.own(), "first_name"); err != nil {
				t.Fatal(err)
			}
		}
	}
	stop(server)
	return readLeftovers(t, folder), people
}

// What was cut is always seen: no server begins on half of a database or of its log.
func TestWhatIsDamagedIsRefusedAndNeverServed(t *testing.T) {
	t.Parallel()
	closed, people := stopped(t, func(p *program.Process) {
		if err := p.Stop(); err != nil {
			t.Fatal(err)
		}
	})
	killed, others := stopped(t, (*program.Process).Kill)
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // places, no secrets
	count := map[string]map[fate]int{}
	note := func(what string, o fate) {
		if count[what] == nil {
			count[what] = map[fate]int{}
		}
		count[what][o]++
	}
	times := choose(6, 60)
	for range times {
		for _, c := range []struct {
			what, file string
			files      leftovers
			people     []*witness
		}{
			{"database", "perfil.db", closed, people},
			{"log", "perfil.db-wal", killed, others},
		} {
			size := len(c.files[c.file])
			place := random.IntN(size-1) + 1
			note(c.what+" cut off", begin(t, c.files.lay(t, func(data string) {
				if err := os.Truncate(filepath.Join(data, c.file), int64(place)); err != nil {
					t.Fatal(err)
				}
			}), c.people))
			note(c.what+" with a flipped bit", begin(t, c.files.lay(t, func(data string) {
				flipped := append([]byte(nil), c.files[c.file]...)
				flipped[place] ^= 1 << random.IntN(8)
				if err := os.WriteFile(filepath.Join(data, c.file), flipped, 0o600); err != nil {
					t.Fatal(err)
				}
			}), c.people))
		}
	}
	for what, outcomes := range count {
		figure(t, "damage", what, "%d of %d refused, %d served with nothing lost, %d with something lost",
			outcomes[isRefused], times, outcomes[isServed], outcomes[isLost])
		if strings.HasSuffix(what, "cut off") && outcomes[isRefused] < times {
			t.Errorf("%s: %d of %d starts were not refused (seed %d)", what, times-outcomes[isRefused], times, seed)
		}
		// A bit in a page of a database may be a letter of a name, of which nobody can
		// tell what it was: SQLite keeps no digests. See docs/backups.md.
		if outcomes[isLost] > 0 && what != "database with a flipped bit" {
			t.Errorf("%s: %d starts served less than was acknowledged (seed %d)", what, outcomes[isLost], seed)
		}
	}
}

// A database that is too large to be read before the first request is read through
// after a crash, and a server on a damaged one ends.
func TestALargeDatabaseThatIsDamagedIsNotServedForLong(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	moveIn(t, folder, 20_000)
	server := start(t, folder)
	newcomer(t, server.URL, "ada")
	server.Kill()
	database := filepath.Join(folder, "perfil-data", "perfil.db")
	info, err := os.Stat(database)
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() < 5<<20 {
		t.Fatalf("a database of %d bytes is read before the first request", info.Size())
	}
	f, err := os.OpenFile(database, os.O_RDWR, 0)
	if err == nil {
		_, err = f.WriteAt(make([]byte, 3*4096), info.Size()/2/4096*4096)
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	p, err := program.Launch(folder, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Kill()
	select {
	case <-p.Done():
	case <-time.After(program.Patience):
		t.Fatalf("it serves on:\n%s", p.Said())
	}
	if p.Err() == nil || !strings.Contains(p.Said(), "is damaged; restore a backup") {
		t.Errorf("it ended with %v:\n%s", p.Err(), p.Said())
	}
}
