package control

import (
	"context"
	"fmt"
	"io"
	"net"
	"runtime/debug"
	"time"
)

const (
	greetingTime = 5 * time.Second // to say what is wanted
	farewellTime = 2 * time.Second // to take the end of the output
)

// serve runs the command of one connection.
func (s *Server) serve(conn *net.UnixConn) {
	defer conn.Close() //nolint:errcheck // the exit code has been sent, or nobody listens
	ctx, cancel := context.WithCancelCause(s.ctx)
	defer cancel(nil)
	out := newOutput(ctx, conn, s.config.OutputIdle, cancel)
	defer out.close()
	code, problem := 1, ""
	request, err := s.greet(conn)
	switch {
	case err != nil:
		problem = err.Error()
	case !s.occupy():
		problem = fmt.Sprintf("%d commands are running in this server: try again when one has ended", cap(s.slots))
	default:
		in := newInput(ctx, s.config.InputIdle)
		go in.receive(conn, cancel)
		code = s.run(ctx, request, Streams{In: in, Out: out.of(kindOutput), Err: out.of(kindDiagnostics)})
		<-s.slots
	}
	if problem != "" {
		_, _ = fmt.Fprintf(out.of(kindDiagnostics), "perfil: %s\n", problem)
	}
	err = out.send(kindExit, []byte{byte(code)})
	cancel(nil) // lets go of input that nobody wants any more
	if err == nil {
		drain(conn)
	}
}

// greet reads what the client wants. Its errors are sentences for the client.
func (s *Server) greet(conn net.Conn) (Request, error) {
	_ = conn.SetReadDeadline(time.Now().Add(greetingTime))
	k, payload, err := readFrame(conn)
	if err != nil {
		return Request{}, fmt.Errorf("the command did not arrive: %w", err)
	}
	if k != kindRequest {
		return Request{}, errFrame
	}
	g, err := decodeGreeting(payload)
	if err != nil {
		return Request{}, err
	}
	if g.Version != s.config.Version {
		return Request{}, fmt.Errorf("this command is of perfil %s and the running server of perfil %s: use the program that the server runs, or restart the server with this one",
			g.Version, s.config.Version)
	}
	_ = conn.SetReadDeadline(time.Time{}) // from here on input.Read keeps the time
	return Request{Args: g.Args}, nil
}

// occupy takes a slot if one is free.
func (s *Server) occupy() bool {
	select {
	case s.slots <- struct{}{}:
		return true
	default:
		return false
	}
}

// run calls the handler. A command that panics must not take the server along.
func (s *Server) run(ctx context.Context, r Request, streams Streams) (code int) {
	defer func() {
		if value := recover(); value != nil {
			s.config.Log.Error("command panicked", "panic", fmt.Sprint(value), "stack", string(debug.Stack()))
			_, _ = fmt.Fprintln(streams.Err, "perfil: the command failed inside the server; its log says why")
			code = 1
		}
	}()
	return s.config.Handler(ctx, r, streams)
}

// drain reads what the client still sends, because closing a socket with
// unread input would take the end of the output away from the client.
func drain(conn *net.UnixConn) {
	_ = conn.CloseWrite()
	_ = conn.SetReadDeadline(time.Now().Add(farewellTime))
	_, _ = io.Copy(io.Discard, conn)
}
