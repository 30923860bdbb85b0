package web

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// lazyConn is a connection whose deadlines cost next to nothing. net/http moves
// them eight times for a request, nearly always to later, and each time the
// runtime locks the connection and rearranges its timers: a twentieth of a profile
// read. Here a deadline that moves to later is only written down. When the earlier
// one passes it is looked at: if there is time left, the timer is set again and
// what was under way goes on, and nobody notices.
//
// No connection lives longer for it: an operation ends at the moment that was
// asked for last, as always.
type lazyConn struct {
	net.Conn
	reading, writing deadline
}

func newLazyConn(conn net.Conn) *lazyConn {
	return &lazyConn{Conn: conn,
		reading: deadline{set: conn.SetReadDeadline}, writing: deadline{set: conn.SetWriteDeadline}}
}

func (c *lazyConn) Read(p []byte) (int, error) {
	c.reading.revive()
	for {
		n, err := c.Conn.Read(p)
		if n > 0 || !errors.Is(err, os.ErrDeadlineExceeded) || !c.reading.extend() {
			return n, err
		}
	}
}

func (c *lazyConn) Write(p []byte) (done int, err error) {
	for {
		n, err := c.Conn.Write(p[done:])
		done += n
		if !errors.Is(err, os.ErrDeadlineExceeded) || !c.writing.extend() {
			return done, err
		}
	}
}

// ReadFrom is what net/http looks for in a connection to send a file past our
// memory. It cannot be taken up again in the middle, so the timer is set to the
// very deadline first.
func (c *lazyConn) ReadFrom(src io.Reader) (int64, error) {
	c.writing.extend()
	return io.Copy(c.Conn, src)
}

// CloseWrite is what net/http looks for to end a connection without cutting off
// the last answer.
func (c *lazyConn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

func (c *lazyConn) SetReadDeadline(t time.Time) error  { return c.reading.want(t) }
func (c *lazyConn) SetWriteDeadline(t time.Time) error { return c.writing.want(t) }

func (c *lazyConn) SetDeadline(t time.Time) error {
	return errors.Join(c.reading.want(t), c.writing.want(t))
}

// deadline is when the operations of one direction end. One goroutine may move it
// while another one's operation is under way, which is how net/http ends a read.
type deadline struct {
	set func(time.Time) error // the timer of the connection

	mu     sync.Mutex
	wanted time.Time // zero: never
	armed  time.Time // what the timer is set to; zero: nothing. Never later than wanted
}

// want moves the deadline.
func (d *deadline) want(t time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wanted = t
	if t.IsZero() || !d.armed.IsZero() && !t.Before(d.armed) {
		return nil
	}
	d.armed = t
	return d.set(t)
}

// extend sets the timer to the deadline after an earlier one passed. It reports
// false when there is no time left.
func (d *deadline) extend() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.wanted.IsZero() && !time.Now().Before(d.wanted) {
		return false
	}
	d.armed = d.wanted
	return d.set(d.wanted) == nil
}

// span is how far ahead the timer is set at first. It is what [NewServer] gives a
// client for the head of a request, the shortest of the times that alternate
// there: then the others need not set it earlier again. The timer of a connection
// that waits for longer is set a second time, to the end.
const span = headTime

// revive sets the timer anew before a read, when it stands where net/http puts it
// to end the read that waits for the client to leave: in 1970. Without this the
// read would fail first.
func (d *deadline) revive() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.armed.IsZero() || !isLongAgo(d.armed) || isLongAgo(d.wanted) && !d.wanted.IsZero() {
		return
	}
	d.armed = time.Now().Add(span)
	if !d.wanted.IsZero() && d.wanted.Before(d.armed) {
		d.armed = d.wanted
	}
	_ = d.set(d.armed) // a connection that is closed says so to the read
}

// isLongAgo holds for a moment that cannot come from a clock and a timeout.
func isLongAgo(t time.Time) bool { return t.Unix() < 1e8 }
