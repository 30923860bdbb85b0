package prove_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A scribe is a witness who writes at a steady pace, and can be asked meanwhile
// what was acknowledged.
type scribe struct {
	*witness
	told  atomic.Int64 // the serial of the last name that was acknowledged
	asked atomic.Int64 // that of the last name that was sent
}

// write renames the scribe on every tick until ctx ends, and shows another face now
// and then, so that pictures go away while they are being backed up.
//
// The turns of scribes are apart, or all of them would show a face at once.
func (s *scribe) write(ctx context.Context, turn int, pace time.Duration, written *atomic.Int64) error {
	tick := time.NewTicker(pace)
	defer tick.Stop()
	for ; ; turn++ {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		// A write that was begun is ended: only then is it known whether it was told.
		if err := s.once(context.WithoutCancel(ctx), turn); err != nil {
			return err
		}
		written.Add(1)
	}
}

func (s *scribe) once(ctx context.Context, turn int) error {
	const faceEvery = 25
	if turn%faceEvery == 0 {
		return s.showFace(ctx)
	}
	s.asked.Store(int64(s.serial + 1))
	if err := s.rename(ctx, s.own(), "first_name"); err != nil {
		return err
	}
	s.told.Store(int64(s.serial))
	return nil
}

// archivist makes backups of a server and looks at what comes back.
type archivist struct {
	folder  string // of the server
	url     string
	scribes []*scribe
	slowest time.Duration
	faces   int // pictures that came back
}

func (a *archivist) run(t *testing.T, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "perfil", args...)
	cmd.Dir, cmd.Env = a.folder, os.Environ()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("perfil %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// round makes a backup, restores it elsewhere, and asks there.
func (a *archivist) round(t *testing.T, n int) {
	t.Helper()
	file := filepath.Join(a.folder, fmt.Sprintf("%d.tar", n))
	args := []string{"backup", file}
	if n%2 == 1 {
		args = append(args, "--passphrase-file", a.passphrase(t))
	}
	before := make([]int64, len(a.scribes))
	for i, s := range a.scribes {
		before[i] = s.told.Load()
	}
	began := time.Now()
	a.run(t, args...)
	a.slowest = max(a.slowest, time.Since(began))
	elsewhere := t.TempDir()
	data := filepath.Join(elsewhere, "perfil-data")
	a.run(t, append(append([]string{"restore"}, args[1:]...), "--data-dir", data)...)
	a.run(t, "doctor", "--data-dir", data)
	restored := start(t, elsewhere)
	defer restored.Kill()
	for i, s := range a.scribes {
		a.confront(t, restored.URL, s, before[i])
	}
	_ = os.Remove(file) // fifty of them would fill a small disk
}

func (a *archivist) passphrase(t *testing.T) string {
	t.Helper()
	name := filepath.Join(a.folder, "passphrase")
	if err := os.WriteFile(name, []byte("a passphrase of the proof\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// confront asks the restored server as the scribe, with the token that the other
// one gave: what was told before the backup began is there, and nothing that was
// never asked for.
func (a *archivist) confront(t *testing.T, url string, s *scribe, before int64) {
	t.Helper()
	twin := &witness{person: newPerson(url, s.name)}
	defer twin.leave()
	twin.access = s.access
	shown, err := twin.look(t.Context())
	if err != nil {
		t.Errorf("%s is not signed in any more: %v", s.name, err)
		return
	}
	_, text, _ := strings.Cut(shown.FirstName, "-")
	serial, err := strconv.ParseInt(text, 10, 64)
	if shown.FirstName == "" {
		serial, err = 0, nil
	}
	if err != nil || serial < before || serial > s.asked.Load() {
		t.Errorf("%s is called %q: %d was told before the backup began, and %d asked for by now", s.name, shown.FirstName, before, s.asked.Load())
	}
	if shown.Avatar == "" {
		return
	}
	if face, err := twin.ask(t.Context(), "GET", shown.Avatar, ""); err != nil || face.status != http.StatusOK {
		t.Errorf("the picture of %s is not in the backup: %d, %v", s.name, face.status, err)
	}
	a.faces++
}

// A server that writes 200 times a second is backed up again and again. Each backup
// holds what was acknowledged before it began, is whole, and lets people stay signed
// in.
func TestABackupUnderLoadHoldsWhatWasAcknowledged(t *testing.T) {
	const (
		many = 20
		rate = 200
	)
	rounds := choose(3, 50)
	folder := t.TempDir()
	server := start(t, folder)
	a := &archivist{folder: folder, url: server.URL}
	for i := range many {
		w, err := witnessOf(t.Context(), newcomer(t, server.URL, fmt.Sprintf("scribe%d", i)))
		if err != nil {
			t.Fatal(err)
		}
		a.scribes = append(a.scribes, &scribe{witness: w})
	}
	ctx, end := context.WithCancel(t.Context())
	defer end()
	var writers sync.WaitGroup
	var written atomic.Int64
	began := time.Now()
	for i, s := range a.scribes {
		writers.Go(func() {
			if err := s.write(ctx, i, many*time.Second/rate, &written); err != nil {
				t.Errorf("%s: %v", s.name, err)
			}
		})
	}
	for n := range rounds {
		a.round(t, n)
	}
	pace := float64(written.Load()) / time.Since(began).Seconds()
	end()
	writers.Wait()
	if long && pace < 0.9*rate {
		t.Errorf("there were %.0f writes a second, which is no load", pace)
	}
	if a.faces == 0 {
		t.Error("no picture came back, so nothing was shown about pictures")
	}
	if err := server.Stop(); err != nil {
		t.Error(err)
	}
	if !t.Failed() {
		figure(t, "backup", "rounds", "%d, each restored, whole, everybody signed in", rounds)
	}
	figure(t, "backup", "writes acknowledged meanwhile", "%d, %.0f in a second", written.Load(), pace)
	figure(t, "backup", "pictures that came back", "%d", a.faces)
	figure(t, "backup", "slowest backup", "%v", a.slowest.Round(time.Millisecond))
}
