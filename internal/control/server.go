package control

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"
)

// Config is what a Server is made of. Handler, Version and Log are required.
type Config struct {
	Handler Handler
	Version string // of this program
	Log     *slog.Logger

	InputIdle  time.Duration // how long a command waits for input; 0: 10 s
	OutputIdle time.Duration // how long output waits to be taken; 0: 1 min, enough to read a page
	Commands   int           // how many run at once; 0: 8
}

// Server runs commands that come over a socket.
type Server struct {
	config Config
	slots  chan struct{}
	ctx    context.Context // of all commands
	stop   context.CancelCauseFunc

	mu       sync.Mutex
	stopping bool
	listener net.Listener
	running  sync.WaitGroup
}

// NewServer makes a Server; Serve starts it.
func NewServer(c Config) *Server {
	if c.InputIdle == 0 {
		c.InputIdle = 10 * time.Second
	}
	if c.OutputIdle == 0 {
		c.OutputIdle = time.Minute
	}
	if c.Commands == 0 {
		c.Commands = 8
	}
	s := &Server{config: c, slots: make(chan struct{}, c.Commands)}
	s.ctx, s.stop = context.WithCancelCause(context.Background())
	return s
}

// acceptPause is the wait before another try to take a connection.
const acceptPause = 100 * time.Millisecond

// Serve takes commands until Shutdown, after which it returns nil. It closes l.
func (s *Server) Serve(l net.Listener) error {
	defer l.Close() //nolint:errcheck // Shutdown may have closed it already
	if !s.begin(l) {
		return nil
	}
	for {
		conn, err := l.Accept()
		if err != nil && !errors.Is(err, net.ErrClosed) && s.ctx.Err() == nil {
			// Out of descriptors, most likely, which passes. The server that this
			// belongs to must not end over its commands.
			s.config.Log.Warn("cannot take a command", "error", err)
			time.Sleep(acceptPause)
			continue
		}
		if err != nil {
			return s.ended(err)
		}
		unix, ok := conn.(*net.UnixConn)
		if !ok {
			_ = conn.Close()
			return fmt.Errorf("the control socket gave a connection of type %T", conn)
		}
		if !s.enter() {
			_ = unix.Close()
			return nil
		}
		go func() {
			defer s.running.Done()
			s.serve(unix)
		}()
	}
}

func (s *Server) begin(l net.Listener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listener = l
	return !s.stopping
}

// enter counts a command in, unless Shutdown may be waiting for the count to
// fall already.
func (s *Server) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopping {
		return false
	}
	s.running.Add(1)
	return true
}

func (s *Server) ended(err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopping && errors.Is(err, net.ErrClosed) {
		return nil
	}
	return fmt.Errorf("the control socket failed: %w", err)
}

// Shutdown takes no more commands, cancels those that run, and waits until they
// have ended or ctx does; then it returns the error of ctx.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.stopping = true
	if s.listener != nil {
		_ = s.listener.Close()
	}
	s.mu.Unlock()
	s.stop(ErrStopping)
	done := make(chan struct{})
	go func() {
		s.running.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("waiting for commands to end: %w", ctx.Err())
	}
}
