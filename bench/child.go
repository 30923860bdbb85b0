package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// child is a server in a process of its own.
type child struct {
	addr  string // where it listens, as host:port
	pid   int
	log   string // file
	end   context.CancelFunc
	ended chan struct{}
}

// Bounds on a machine that is busy.
const (
	startTime = time.Minute
	stopTime  = 20 * time.Second
)

// begin starts a server and waits until it says where it listens. Its log goes
// to a file, as that of a real one.
func begin(ctx context.Context, log string, env []string, program string, args ...string) (*child, error) {
	file, err := os.Create(log)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // the child has its own
	ctx, end := context.WithCancel(ctx)
	cmd := exec.CommandContext(ctx, program, args...)
	said := &announcement{addr: make(chan string, 1)}
	cmd.Env, cmd.Stdout, cmd.Stderr = env, said, file
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = stopTime // then it is killed
	if err := cmd.Start(); err != nil {
		end()
		return nil, err
	}
	c := &child{pid: cmd.Process.Pid, log: log, end: end, ended: make(chan struct{})}
	go func() {
		defer close(c.ended)
		_ = cmd.Wait() // that it ends too early shows elsewhere
	}()
	select {
	case c.addr = <-said.addr:
		return c, nil
	case <-c.ended:
	case <-time.After(startTime):
	case <-ctx.Done():
	}
	c.stop()
	return nil, fmt.Errorf("%s does not serve:\n%s", program, tail(log))
}

// stop ends the server and waits until it is gone.
func (c *child) stop() {
	c.end()
	<-c.ended
}

// announcement finds the address in the first lines that a server prints, and
// lets the rest go by.
type announcement struct {
	addr chan string

	mu   sync.Mutex
	text []byte
	done bool
}

func (a *announcement) Write(p []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.done {
		return len(p), nil
	}
	a.text = append(a.text, p...)
	if _, rest, ok := bytes.Cut(a.text, []byte("http://")); ok {
		if line, _, whole := strings.Cut(string(rest), "\n"); whole {
			a.done = true
			a.addr <- line
		}
	}
	return len(p), nil
}

// explain adds the end of the server's log to an error, unless it was we who
// gave up.
func (c *child) explain(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil {
		return err
	}
	return fmt.Errorf("%w; the end of the server's log:\n%s", err, tail(c.log))
}

// tail is the end of a file, for an error.
func tail(file string) []byte {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	return text[max(0, len(text)-2000):]
}
