package cli

import (
	"context"
	"io"
)

// interruptible is an input whose Read ends with ctx, also when nothing comes any more:
// what a command has put on the disk meanwhile has to be removed.
type interruptible struct {
	ctx  context.Context //nolint:containedctx // of one command
	from io.Reader
	got  chan piece
}

// piece is what one Read gave.
type piece struct {
	data []byte
	err  error
}

func newInterruptible(ctx context.Context, from io.Reader) *interruptible {
	return &interruptible{ctx: ctx, from: from, got: make(chan piece, 1)}
}

// Read must not be called again after an error. One that was interrupted leaves a
// goroutine behind, which ends when something comes, or with the process.
func (i *interruptible) Read(b []byte) (int, error) {
	// A buffer of its own: the caller has b back when this is interrupted.
	go func(size int) {
		buffer := make([]byte, size)
		n, err := i.from.Read(buffer)
		i.got <- piece{buffer[:n], err}
	}(len(b))
	select {
	case p := <-i.got:
		return copy(b, p.data), p.err
	case <-i.ctx.Done():
		return 0, i.ctx.Err()
	}
}
