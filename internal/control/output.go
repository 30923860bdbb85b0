package control

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

// lastWordTime is how long a command that was cancelled may take to say so.
const lastWordTime = time.Second

// output sends frames, of several goroutines if need be. It gives a command up
// whose client does not take them.
type output struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	conn   net.Conn
	idle   time.Duration
	close  func() bool

	mu     sync.Mutex
	broken error // a frame went out in part; nothing can follow it
}

func newOutput(ctx context.Context, conn net.Conn, idle time.Duration, cancel context.CancelCauseFunc) *output {
	o := &output{ctx: ctx, cancel: cancel, conn: conn, idle: idle}
	o.close = context.AfterFunc(ctx, o.hurry)
	return o
}

// hurry shortens a write that is under way.
func (o *output) hurry() { _ = o.conn.SetWriteDeadline(time.Now().Add(lastWordTime)) }

func (o *output) send(k kind, payload []byte) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.broken != nil {
		return o.broken
	}
	_ = o.conn.SetWriteDeadline(time.Now().Add(o.idle))
	if o.ctx.Err() != nil { // looked at after the deadline was set, or hurry might be undone
		o.hurry()
	}
	if o.broken = writeFrame(o.conn, k, payload); o.broken != nil {
		o.cancel(ErrClientGone)
	}
	return o.broken
}

func (o *output) of(k kind) io.Writer { return stream{o, k} }

// stream is one kind of output as a writer.
type stream struct {
	out  *output
	kind kind
}

func (s stream) Write(p []byte) (n int, err error) {
	for len(p) > 0 {
		piece := p[:min(len(p), maxPayload)]
		if err := s.out.send(s.kind, piece); err != nil {
			return n, errors.Join(ErrClientGone, err)
		}
		n += len(piece)
		p = p[len(piece):]
	}
	return n, nil
}
