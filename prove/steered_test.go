package prove_test

import (
	"os"
	"os/exec"
	"testing"
	"time"

	"perfil/e2e/program"
)

// A steered server takes the time from a file. That is an altered build: the
// released one asks the system, whose clock no test may set. All rules about time
// are in the account core and ask one clock, and this replaces that clock; what
// measures durations (deadlines of connections, pauses) is left alone, because
// the system's monotonic clock does not jump.
type steered struct {
	binary string
	clock  string // the file
	now    time.Time
	zone   string
}

// steering is what the altered build has more than the released one.
const steering = `package cli

import (
	"os"
	"time"
)

func steeredNow() time.Time {
	text, err := os.ReadFile(os.Getenv("PROOF_CLOCK"))
	if err != nil {
		panic(err)
	}
	now, err := time.Parse(time.RFC3339Nano, string(text))
	if err != nil {
		panic(err)
	}
	return now.Local()
}
`

// set makes it this time, at once.
func (s *steered) set(t *testing.T, now time.Time) {
	t.Helper()
	s.now = now
	draft := s.clock + ".draft"
	if err := os.WriteFile(draft, []byte(now.Format(time.RFC3339Nano)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(draft, s.clock); err != nil {
		t.Fatal(err)
	}
}

func (s *steered) pass(t *testing.T, d time.Duration) {
	t.Helper()
	s.set(t, s.now.Add(d))
}

func (s *steered) start(t *testing.T, settings ...string) *program.Process {
	t.Helper()
	return startBuild(t, s.binary, t.TempDir(), append([]string{
		"TZ=" + s.zone, "PROOF_CLOCK=" + s.clock, "PERFIL_RATE_LIMIT=off", "PERFIL_LOG_LEVEL=warn", "PERFIL_MAIL=log",
	}, settings...)...)
}

// startBuild runs a server that is not the one in the search path.
func startBuild(t *testing.T, binary, folder string, settings ...string) *program.Process {
	t.Helper()
	cmd := exec.Command(binary, "serve", "--addr", "127.0.0.1:0")
	cmd.Dir, cmd.Env = folder, append(os.Environ(), settings...)
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
	return p
}
