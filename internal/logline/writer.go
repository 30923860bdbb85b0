package logline

import (
	"io"
	"sync"
	"time"
)

// FlushAfter is how long a line may wait for others.
const FlushAfter = 200 * time.Millisecond

// flushSize is how many bytes may wait.
const flushSize = 64 << 10

// Writer gathers what is written to it and passes it on together. It is safe
// for concurrent use, and each Write stays whole. Close it, or the last lines
// are lost.
type Writer struct {
	mu     sync.Mutex
	out    io.Writer
	buf    []byte
	timer  *time.Timer
	closed bool
}

// NewWriter makes a Writer on out.
func NewWriter(out io.Writer) *Writer {
	w := &Writer{out: out, buf: make([]byte, 0, flushSize)}
	w.timer = time.AfterFunc(FlushAfter, func() { _ = w.Flush() })
	w.timer.Stop()
	return w
}

// Write implements io.Writer.
func (w *Writer) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.buf) == 0 {
		w.timer.Reset(FlushAfter)
	}
	w.buf = append(w.buf, p...)
	if w.closed || len(w.buf) >= flushSize {
		return len(p), w.flush()
	}
	return len(p), nil
}

// Flush passes on what has been gathered.
func (w *Writer) Flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.flush()
}

// flush is called with the lock held. What cannot be written is dropped: there
// is no second log to tell of a broken one, and memory must not fill up.
func (w *Writer) flush() error {
	if len(w.buf) == 0 {
		return nil
	}
	_, err := w.out.Write(w.buf)
	w.buf = w.buf[:0]
	return err
}

// Close flushes. What is written later passes at once.
func (w *Writer) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	w.timer.Stop()
	return w.flush()
}
