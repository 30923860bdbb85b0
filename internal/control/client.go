package control

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
)

// Run runs a command in the server behind the socket and returns its exit code.
// version is that of this program: a server of another one refuses, since it
// may understand the arguments differently. When ctx ends, the command is given
// up.
//
// ErrNoServer if there is none, ErrBrokenOff if the server was gone before it had told
// the outcome. Other errors, too, mean that this is not known.
func Run(ctx context.Context, path, version string, r Request, s Streams) (code int, err error) {
	hello, err := greeting{Version: version, Args: r.Args}.encode()
	if err != nil {
		return 0, err
	}
	conn, err := dial(ctx, path)
	if err != nil {
		return 0, err
	}
	defer conn.Close() //nolint:errcheck // all was read that mattered
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	if err := writeFrame(conn, kindRequest, hello); err != nil {
		return 0, fmt.Errorf("the server does not take the command: %w", err)
	}
	unreadable := make(chan error, 1)
	go send(conn, s.In, unreadable)
	code, err = receive(conn, s)
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	if code == 0 && err == nil {
		return 0, nil
	}
	select {
	case inputErr := <-unreadable:
		err = inputErr // it is why the command failed
	default:
	}
	return code, err
}

// ErrBrokenOff says that nobody knows how far a command came, because the server died,
// or was killed, before it had ended.
var ErrBrokenOff = errors.New("the connection to the server broke off before the command had ended")

// send passes the input on. When that cannot be read, closing tells the server
// that it is not whole, and unreadable gets the reason. When send cannot write,
// the server has ended the command, and receive will say how.
func send(conn *net.UnixConn, in io.Reader, unreadable chan<- error) {
	if in == nil {
		in = eof{}
	}
	buffer := make([]byte, maxPayload)
	for {
		n, err := in.Read(buffer)
		if n > 0 && writeFrame(conn, kindInput, buffer[:n]) != nil {
			return
		}
		if errors.Is(err, io.EOF) {
			_ = writeFrame(conn, kindInputEnd, nil)
			return
		}
		if err != nil {
			unreadable <- fmt.Errorf("the input cannot be read: %w", err)
			_ = conn.CloseWrite()
			return
		}
	}
}

// eof is no input.
type eof struct{}

func (eof) Read([]byte) (int, error) { return 0, io.EOF }

// receive passes on what the command writes, until it ends.
func receive(conn *net.UnixConn, s Streams) (code int, err error) {
	for {
		k, payload, err := readFrame(conn)
		if err != nil {
			return 0, fmt.Errorf("%w: %w", ErrBrokenOff, err)
		}
		switch {
		case k == kindOutput:
			_, err = s.Out.Write(payload)
		case k == kindDiagnostics:
			_, err = s.Err.Write(payload)
		case k == kindExit && len(payload) == 1:
			return int(payload[0]), nil
		default:
			err = errFrame
		}
		if err != nil {
			return 0, err
		}
	}
}
