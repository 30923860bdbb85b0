package pgtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// Start starts a server that is not running and waits until it answers. What a
// killed server leaves takes a moment to go; until then the next one refuses to
// start and is started again.
func (s *Server) Start(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	for {
		before := len(s.Log())
		err := s.start(ctx)
		if err == nil || ctx.Err() != nil || !strings.Contains(tail(s.Log(), before), "pre-existing shared memory block") {
			return err
		}
		if err := s.end(syscall.SIGKILL); err != nil {
			return err
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// tail is the text from a position on; the whole of one that is cut.
func tail(text string, from int) string {
	if from >= len(text) {
		return text
	}
	return text[from:]
}

func (s *Server) start(ctx context.Context) error {
	if err := s.launch(); err != nil {
		return err
	}
	for {
		conn, err := pgx.Connect(ctx, s.URL("postgres"))
		if err == nil {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.admin = conn
			return nil
		}
		select {
		case <-s.exited:
			return fmt.Errorf("the server ended at its start:\n%s", s.Log())
		case <-ctx.Done():
			return fmt.Errorf("the server does not answer: %w\n%s", err, s.Log())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (s *Server) launch() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process != nil {
		return errors.New("the server runs already")
	}
	log, err := os.OpenFile(filepath.Join(s.dir, "log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()
	args := []string{"-D", s.data(), "-p", strconv.Itoa(s.port)}
	for _, setting := range s.settings {
		args = append(args, "-c", setting)
	}
	process := s.account.command(s.dir, s.programs.path("postgres"), args...)
	process.Stdout, process.Stderr = log, log
	if err := process.Start(); err != nil {
		return err
	}
	exited := make(chan struct{})
	go func() {
		defer close(exited)
		_ = process.Wait() // how it ended stands in its log
	}()
	s.process, s.exited = process, exited
	return nil
}

// Stop ends the server in an orderly way: transactions are rolled back, clients
// are told, and the data is complete on the disk.
func (s *Server) Stop() error { return s.end(syscall.SIGINT) }

// Restart stops the server and starts it again, on the same port.
func (s *Server) Restart(ctx context.Context) error {
	if err := s.Stop(); err != nil {
		return err
	}
	return s.Start(ctx)
}

// Kill ends all processes of the server as a machine does that is switched off:
// none of them finishes anything.
func (s *Server) Kill() error {
	s.mu.Lock()
	process := s.process
	s.mu.Unlock()
	if process == nil {
		return nil
	}
	backends := children(process.Process.Pid)
	err := process.Process.Kill()
	for _, pid := range backends {
		// It may have gone with its parent.
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	return errors.Join(err, s.end(syscall.SIGKILL))
}

// Freeze stops all processes of the server in the middle of what they do, as a
// machine whose network is cut off: connections stay and nobody answers.
func (s *Server) Freeze() error { return s.signalAll(syscall.SIGSTOP) }

// Thaw lets a frozen server go on.
func (s *Server) Thaw() error { return s.signalAll(syscall.SIGCONT) }

func (s *Server) signalAll(signal syscall.Signal) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		return errors.New("the server does not run")
	}
	pid := s.process.Process.Pid
	err := syscall.Kill(pid, signal)
	for _, child := range children(pid) {
		// One that has ended since it was listed needs no signal.
		if e := syscall.Kill(child, signal); !errors.Is(e, syscall.ESRCH) {
			err = errors.Join(err, e)
		}
	}
	return err
}

// children lists the processes that the server started; nil where the system
// does not tell.
func children(pid int) []int {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		return nil
	}
	var pids []int
	for _, field := range strings.Fields(string(text)) {
		if child, err := strconv.Atoi(field); err == nil {
			pids = append(pids, child)
		}
	}
	return pids
}

// end sends a signal and waits for the process to go. It is no error if none
// runs.
func (s *Server) end(signal syscall.Signal) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		return nil
	}
	if s.admin != nil {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = s.admin.Close(ctx) // the server may be gone already
		s.admin = nil
	}
	if err := s.process.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-s.exited:
		s.process = nil
		return nil
	case <-time.After(stopTime):
		return fmt.Errorf("the server does not end:\n%s", s.Log())
	}
}
