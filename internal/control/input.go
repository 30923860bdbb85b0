package control

import (
	"context"
	"errors"
	"io"
	"net"
	"time"
)

// input is what the client sends, as a reader that does not wait for ever.
type input struct {
	ctx    context.Context
	idle   time.Duration
	pieces chan []byte
	rest   []byte
	err    error // sticky: what Read returned last
}

func newInput(ctx context.Context, idle time.Duration) *input {
	return &input{ctx: ctx, idle: idle, pieces: make(chan []byte)}
}

// receive takes frames until the client goes away, also after the end of the
// input and for commands that read none: only so is its going noticed.
func (in *input) receive(conn net.Conn, cancel context.CancelCauseFunc) {
	open := true
	for {
		k, payload, err := readFrame(conn)
		switch {
		case err != nil || k != kindInput && k != kindInputEnd || !open:
			cancel(ErrClientGone)
			return
		case k == kindInputEnd:
			close(in.pieces)
			open = false
		case len(payload) > 0:
			select {
			case in.pieces <- payload:
			case <-in.ctx.Done():
				return
			}
		}
	}
}

// Read gives io.EOF only when the client has said that the input is whole.
func (in *input) Read(p []byte) (int, error) {
	if len(in.rest) == 0 && in.err == nil {
		in.rest, in.err = in.next()
	}
	if len(in.rest) == 0 {
		return 0, in.err
	}
	n := copy(p, in.rest)
	in.rest = in.rest[n:]
	return n, nil
}

func (in *input) next() ([]byte, error) {
	timer := time.NewTimer(in.idle)
	defer timer.Stop()
	select {
	case piece, ok := <-in.pieces:
		return take(piece, ok)
	case <-timer.C:
		return nil, ErrInputIdle
	case <-in.ctx.Done():
	}
	select {
	case piece, ok := <-in.pieces:
		// The end had been said before the client went: the input is whole.
		return take(piece, ok)
	default:
	}
	if cause := context.Cause(in.ctx); !errors.Is(cause, ErrClientGone) {
		return nil, cause
	}
	return nil, ErrInputCut
}

func take(piece []byte, ok bool) ([]byte, error) {
	if !ok {
		return nil, io.EOF
	}
	return piece, nil
}
