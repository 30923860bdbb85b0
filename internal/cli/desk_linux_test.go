package cli_test

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"perfil/internal/cli"
)

// terminal opens a pair of pseudo terminals: what is written to the first is
// typed on the second.
func terminal(t *testing.T) (hand, screen *os.File) {
	t.Helper()
	hand, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("this machine has no pseudo terminals: %v", err)
	}
	must(t, unix.IoctlSetPointerInt(int(hand.Fd()), unix.TIOCSPTLCK, 0))
	number, err := unix.IoctlGetInt(int(hand.Fd()), unix.TIOCGPTN)
	must(t, err)
	screen, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	must(t, err)
	t.Cleanup(func() {
		_ = screen.Close()
		_ = hand.Close()
	})
	return hand, screen
}

// conversation is a command at a terminal.
type conversation struct {
	*serving
	hand   *os.File
	screen *os.File
	said   *output
}

// talk runs a command at a terminal. Whatever appears on it is gathered.
func (m *machine) talk(ctx context.Context, args ...string) *conversation {
	m.t.Helper()
	hand, screen := terminal(m.t)
	c := &conversation{
		serving: &serving{machine: m, out: &output{}, err: &output{}, code: make(chan int, 1)},
		hand:    hand, screen: screen, said: &output{},
	}
	go func() {
		buffer := make([]byte, 1024)
		for {
			n, err := hand.Read(buffer)
			if err != nil {
				return
			}
			_, _ = c.said.Write(buffer[:n])
		}
	}()
	go func() { c.code <- cli.Run(ctx, args, screen, c.out, screen, m.env) }()
	return c
}

// answer waits for a question and types the answer.
func (c *conversation) answer(question, text string) {
	c.t.Helper()
	c.waitFor(c.said, regexp.MustCompile(question))
	_, err := c.hand.WriteString(text + "\n")
	must(c.t, err)
}

// whisper waits for a question whose answer is not shown, and types it.
func (c *conversation) whisper(question, text string) {
	c.t.Helper()
	c.waitFor(c.said, regexp.MustCompile(question))
	for c.echoes() {
		time.Sleep(time.Millisecond)
	}
	_, err := c.hand.WriteString(text + "\n")
	must(c.t, err)
}

func (c *conversation) end() int {
	c.t.Helper()
	select {
	case code := <-c.code:
		return code
	case <-time.After(20 * time.Second):
		c.t.Fatalf("the command does not end:\n%s", c.said)
		return -1
	}
}

func TestAPasswordIsAskedForTwiceAndNotShown(t *testing.T) {
	m := newMachine(t)
	c := m.talk(t.Context(), "user", "create", "--username", "ada", "--email", "ada@example.com")
	c.whisper(`Password: $`, goodPassword)
	c.whisper(`Again: $`, goodPassword)
	if code := c.end(); code != 0 {
		t.Fatalf("exit code %d\n%s%s", code, c.said, c.out)
	}
	if regexp.MustCompile(goodPassword).MatchString(c.said.String()) {
		t.Errorf("the password is on the screen:\n%s", c.said)
	}
	s := m.serve()
	s.signIn("ada", goodPassword)
}

func TestTwoPasswordsThatDifferAreRefused(t *testing.T) {
	m := newMachine(t)
	m.create("ada", "user")
	c := m.talk(t.Context(), "user", "password", "ada")
	c.whisper(`Password: $`, goodPassword)
	c.whisper(`Again: $`, goodPassword+"x")
	if code := c.end(); code != 1 {
		t.Errorf("exit code %d", code)
	}
	c.shows(`the two passwords differ`)
}

func TestAnInterruptGivesTheTerminalBack(t *testing.T) {
	m := newMachine(t)
	ctx, interrupt := context.WithCancel(t.Context())
	c := m.talk(ctx, "user", "create", "--username", "ada", "--email", "ada@example.com")
	for c.echoes() {
		time.Sleep(time.Millisecond)
	}
	interrupt()
	if code := c.end(); code != 1 {
		t.Errorf("exit code %d", code)
	}
	if !c.echoes() {
		t.Error("the terminal does not show what is typed")
	}
}

// echoes says whether the terminal shows what is typed.
func (c *conversation) echoes() bool {
	c.t.Helper()
	state, err := unix.IoctlGetTermios(int(c.screen.Fd()), unix.TCGETS)
	must(c.t, err)
	return state.Lflag&unix.ECHO != 0
}

func TestOnlyAYesDeletes(t *testing.T) {
	m := newMachine(t)
	m.create("ada", "user")
	c := m.talk(t.Context(), "user", "delete", "ada")
	c.answer(`Delete the account ada for good\? \[y/N\] $`, "")
	if code := c.end(); code != 1 {
		t.Errorf("exit code %d", code)
	}
	m.run("user", "show", "ada").done()
	c = m.talk(t.Context(), "user", "delete", "ada")
	c.answer(`\[y/N\] $`, "y")
	if code := c.end(); code != 0 {
		t.Errorf("exit code %d\n%s", code, c.said)
	}
	m.run("user", "show", "ada").fails(1)
}

func TestProgressLeavesACleanLine(t *testing.T) {
	m := newMachine(t)
	c := m.talk(t.Context(), "import", "jsonl", m.file("a.jsonl", aBigFile()+lineBad))
	if code := c.end(); code != 1 {
		t.Errorf("exit code %d", code)
	}
	c.shows(`importing`)
	c.shows(`(\r|\x1b\[2K)line 4001: `)
}

// shows waits for something on the terminal after the command has ended.
func (c *conversation) shows(pattern string) {
	c.t.Helper()
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if regexp.MustCompile(pattern).MatchString(c.said.String()) {
			return
		}
	}
	c.t.Errorf("nothing matches %s in %q", pattern, c.said)
}
