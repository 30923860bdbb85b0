package e2e_test

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

// patience is how long anything may take that is only slow on a busy machine.
const patience = 30 * time.Second

// process is a running perfil serve.
type process struct {
	URL string // where it listens, without a slash at the end

	cmd  *exec.Cmd
	said *output // standard output and standard error, as they come
	done chan struct{}
	err  error // how it ended; good once done is closed
}

var listening = regexp.MustCompile(`listening on (http://\S+)`)

// serve starts perfil serve in a folder and waits until it listens.
func serve(folder string, settings, args []string) (*process, error) {
	p, err := launch(folder, settings, args)
	if err != nil {
		return nil, err
	}
	found, err := p.wait(listening)
	if err != nil {
		p.kill()
		return nil, err
	}
	p.URL = found[1]
	return p, nil
}

// launch starts perfil serve in a folder. Settings are NAME=VALUE and replace
// those of the environment.
func launch(folder string, settings, args []string) (*process, error) {
	cmd := exec.Command("perfil", serveArgs(settings, args)...)
	cmd.Dir, cmd.Env = folder, append(os.Environ(), settings...)
	return follow(cmd)
}

// follow starts a program that is going to say where it listens.
func follow(cmd *exec.Cmd) (*process, error) {
	p := &process{cmd: cmd, said: &output{}, done: make(chan struct{})}
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

// serveArgs takes care that a server has an address, a free one unless it is
// told another.
func serveArgs(settings, args []string) []string {
	isAddress := func(arg string) bool {
		return strings.HasPrefix(arg, "--addr") || strings.HasPrefix(arg, "PERFIL_ADDR=")
	}
	if slices.ContainsFunc(slices.Concat(settings, args), isAddress) {
		return append([]string{"serve"}, args...)
	}
	return append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)
}

// wait waits until what the server has said matches, and returns the groups.
func (p *process) wait(pattern *regexp.Regexp) ([]string, error) {
	late := time.After(patience)
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

// stop asks the server to end, as an init system does, and wants it to end well.
func (p *process) stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("the server had ended before: %w\n%s", err, p.said)
	}
	select {
	case <-p.done:
	case <-time.After(patience):
		p.kill()
		return fmt.Errorf("the server did not stop:\n%s", p.said)
	}
	if p.err != nil {
		return fmt.Errorf("the server did not end well: %w\n%s", p.err, p.said)
	}
	return nil
}

// kill ends the server as a crash or the loss of power does.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may have ended already
	<-p.done
}

// exitCode is that of a command that ran to its end.
func exitCode(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	if err != nil {
		return -1
	}
	return 0
}
