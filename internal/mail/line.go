package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"time"
)

const (
	dialTime    = 15 * time.Second // until the server picks up
	patience    = time.Minute      // for one answer, see Server.Patience
	sendingTime = 3 * time.Minute  // for a whole mail, so that answers in drops do not hold it up for ever
	maxHeard    = 1 << 20          // bytes taken from a server for one mail; an honest one sends a few thousand
)

var errTalkative = errors.New("the server says too much")

// line is a connection on which each read and each write has its own time
// limit, and on which a server cannot fill our memory. An answer to the end of
// a mail may take long, because many servers look for viruses before they give
// it; one limit for the whole conversation would give up on mails that are then
// delivered, and sent again.
type line struct {
	net.Conn
	patience time.Duration
	left     int // bytes that are still taken
}

// dial calls the server. The line ends with ctx.
func (s Server) dial(ctx context.Context) (*line, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTime)
	defer cancel()
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", s.address())
	if err != nil {
		return nil, err
	}
	l := &line{Conn: conn, patience: s.Patience, left: maxHeard}
	if l.patience <= 0 {
		l.patience = patience
	}
	return l, nil
}

// secured is the line itself or, for ImplicitTLS, what is spoken over it.
func (l *line) secured(ctx context.Context, s Server, config *tls.Config) (net.Conn, error) {
	if s.Security != ImplicitTLS {
		return l, nil
	}
	conn := tls.Client(l, config)
	return conn, conn.HandshakeContext(ctx)
}

func (l *line) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, errTalkative
	}
	if err := l.SetReadDeadline(time.Now().Add(l.patience)); err != nil {
		return 0, err
	}
	n, err := l.Conn.Read(p[:min(len(p), l.left)])
	l.left -= n
	return n, err
}

func (l *line) Write(p []byte) (int, error) {
	if err := l.SetWriteDeadline(time.Now().Add(l.patience)); err != nil {
		return 0, err
	}
	return l.Conn.Write(p)
}

// SetDeadline does nothing: the SMTP library sets one for the whole
// conversation, and Read and Write set theirs.
func (l *line) SetDeadline(time.Time) error { return nil }
