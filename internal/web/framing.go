package web

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"sync/atomic"
)

// What the heads on a connection say about where a body ends.
const (
	sawLength    = 1 << iota // Content-Length
	sawEncoding              // Transfer-Encoding
	sawTwoFrames = sawLength | sawEncoding
)

// framedConn looks at what is read from it. One goroutine reads at a time; others
// may ask what was seen.
type framedConn struct {
	net.Conn
	heads headScan
	seen  atomic.Uint32
}

func (c *framedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if found := c.heads.scan(p[:n]); found != 0 {
		c.seen.Or(found)
	}
	return n, err
}

func (c *framedConn) saw(frames uint32) bool { return c.seen.Load()&frames == frames }

// ReadFrom and CloseWrite are what net/http looks for in a connection: the first
// lets a file go to the socket past our memory, the second ends a connection
// without cutting off the last answer.
func (c *framedConn) ReadFrom(src io.Reader) (int64, error) { return io.Copy(c.Conn, src) }

// CloseWrite is the other of the two.
func (c *framedConn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// headScan finds the two headers in what a client sends. It takes a body for
// heads as well: whatever looks like the headers there is found too. To follow
// the bodies would be to write net/http once more, and to disagree with it
// somewhere. So a connection on which both were seen is not used for long: behind
// a proxy the next request on it may be somebody else's, and an honest one in
// chunks would be refused for what a stranger wrote.
//
// Whatever net/http takes for a head has no empty line in it, so it lies within
// one block here and cannot be missed.
type headScan struct {
	start [len(encodingName)]byte // of the line that is being read
	n     int
	block uint32 // seen since the last empty line
}

const (
	lengthName   = "content-length:"
	encodingName = "transfer-encoding:"
)

// scan says what was found, once the line is over that it stands in.
func (s *headScan) scan(p []byte) (found uint32) {
	for {
		line, rest, ended := bytes.Cut(p, newline)
		s.n += copy(s.start[s.n:], line)
		if !ended {
			return found
		}
		found |= s.endLine()
		p = rest
	}
}

var newline = []byte{'\n'}

// endLine says what to remember of the connection: that there was an encoding, or
// both headers in one block.
func (s *headScan) endLine() uint32 {
	line := s.start[:s.n]
	s.n = 0
	switch {
	case len(line) == 0, len(line) == 1 && line[0] == '\r':
		s.block = 0
	case isNamed(line, lengthName):
		s.block |= sawLength
	case isNamed(line, encodingName):
		s.block |= sawEncoding
	}
	if s.block&sawEncoding == 0 {
		return 0
	}
	return s.block
}

func isNamed(line []byte, name string) bool {
	return len(line) >= len(name) && line[0]|0x20 == name[0] && bytes.EqualFold(line[:len(name)], []byte(name))
}

// framingKey is where a request finds its connection.
type framingKey struct{}

// noteConn is the ConnContext of every server. A connection that no
// GuardedListener made is not noted.
func noteConn(ctx context.Context, conn net.Conn) context.Context {
	if c, ok := conn.(*framedConn); ok {
		return context.WithValue(ctx, framingKey{}, c)
	}
	return ctx
}

// OneFraming refuses a request that a proxy in front may have seen end elsewhere
// than we do, and closes its connection: what follows there may have been written
// by somebody else than who it seems to come from (RFC 9112, section 11.2). That
// is one with Transfer-Encoding and Content-Length, and one with
// Transfer-Encoding in HTTP/1.0, which has no such thing (section 6.1).
func OneFraming(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, ok := r.Context().Value(framingKey{}).(*framedConn)
		if !ok || !conn.saw(sawEncoding) {
			next.ServeHTTP(w, r)
			return
		}
		if !r.ProtoAtLeast(1, 1) || len(r.TransferEncoding) > 0 && conn.saw(sawTwoFrames) {
			w.Header().Set("Connection", "close")
			WriteJSON(w, http.StatusBadRequest, []byte(`{"error":"It is not clear where the body ends"}`))
			return
		}
		if conn.saw(sawTwoFrames) {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}
