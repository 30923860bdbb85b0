package program

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Patience is how long anything may take that is only slow on a busy machine.
const Patience = 30 * time.Second

// A Process is a running perfil serve.
type Process struct {
	URL string // where it listens, without a slash at the end

	cmd  *exec.Cmd
	said *output // standard output and standard error, as they come
	done chan struct{}
	err  error // how it ended; good once done is closed
}

// Said is all that it has written so far, to standard output and standard error.
func (p *Process) Said() string { return p.said.String() }

// Pid is its number in the process table.
func (p *Process) Pid() int { return p.cmd.Process.Pid }

// Signal sends it a signal. An error says that it had ended before.
func (p *Process) Signal(s os.Signal) error { return p.cmd.Process.Signal(s) }

// Done is closed when it has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Err is how it ended; nil for a good end. It waits until it has.
func (p *Process) Err() error {
	<-p.done
	return p.err
}

// Listening finds the URL in what a server says when it is ready.
var Listening = regexp.MustCompile(`listening on (http://\S+)`)

// Serve starts perfil serve in a folder and waits until it listens.
func Serve(folder string, settings, args []string) (*Process, error) {
	p, err := Launch(folder, settings, args)
	if err != nil {
		return nil, err
	}
	found, err := p.Wait(Listening)
	if err != nil {
		p.Kill()
		return nil, err
	}
	p.URL = found[1]
	return p, nil
}

// Launch starts perfil serve in a folder. Settings are NAME=VALUE and replace
// those of the environment.
func Launch(folder string, settings, args []string) (*Process, error) {
	cmd := exec.Command("perfil", ServeArgs(settings, args)...)
	cmd.Dir, cmd.Env = folder, append(os.Environ(), settings...)
	return Follow(cmd)
}

// Follow starts a program that is going to say where it listens.
func Follow(cmd *exec.Cmd) (*Process, error) {
	p := &Process{cmd: cmd, said: &output{}, done: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = p.said, p.said
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		p.err = cmd.Wait()
		close(p.done)
	}()
	return p, nil
}

// ServeArgs takes care that a server has an address, a free one unless it is
// told another.
func ServeArgs(settings, args []string) []string {
	isAddress := func(arg string) bool {
		return strings.HasPrefix(arg, "--addr") || strings.HasPrefix(arg, "PERFIL_ADDR=")
	}
	if slices.ContainsFunc(slices.Concat(settings, args), isAddress) {
		return append([]string{"serve"}, args...)
	}
	return append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)
}

// Wait waits until what the server has said matches, and returns the groups.
func (p *Process) Wait(pattern *regexp.Regexp) ([]string, error) {
	late := time.After(Patience)
	for {
		text, changed := p.said.read()
		if found := pattern.FindStringSubmatch(text); found != nil {
			return found, nil
		}
		select {
		case <-changed:
		case <-p.done:
			if text := p.said.String(); !pattern.MatchString(text) {
				return nil, fmt.Errorf("the server ended (%v) and had never said %s:\n%s", p.err, pattern, text)
			}
		case <-late:
			return nil, fmt.Errorf("the server has not said %s:\n%s", pattern, text)
		}
	}
}

// Stop asks the server to end, as an init system does, and wants it to end well.
func (p *Process) Stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("the server had ended before: %w\n%s", err, p.said)
	}
	select {
	case <-p.done:
	case <-time.After(Patience):
		p.Kill()
		return fmt.Errorf("the server did not stop:\n%s", p.said)
	}
	if p.err != nil {
		return fmt.Errorf("the server did not end well: %w\n%s", p.err, p.said)
	}
	return nil
}

// Kill ends the server as a crash or the loss of power does.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill() // it may have ended already
	<-p.done
}

// ExitCode is that of a command that ran to its end.
func ExitCode(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	if err != nil {
		return -1
	}
	return 0
}
