package postgres

import (
	"context"
	"fmt"
	"net"
	"sync"
	"time"
)

// goneFor is how long an address is passed over that did not answer. Hosts are
// tried in their order, so without this a machine that vanished would cost every
// new connection the whole connect timeout.
const goneFor = 2 * time.Second

// dialer opens sockets that notice within seconds when the other side is gone.
type dialer struct {
	net.Dialer
	several bool // there is another host to try

	mu   sync.Mutex
	gone map[string]time.Time
}

func newDialer(several bool) *dialer {
	alive := net.KeepAliveConfig{Enable: true, Idle: 5 * time.Second, Interval: time.Second, Count: 5}
	return &dialer{Dialer: net.Dialer{KeepAliveConfig: alive}, several: several, gone: map[string]time.Time{}}
}

func (d *dialer) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if d.isGone(address) {
		return nil, fmt.Errorf("%s did not answer a moment ago", address)
	}
	conn, err := d.DialContext(ctx, network, address)
	if !d.several {
		return conn, err
	}
	d.note(address, err)
	if err != nil {
		return nil, err
	}
	return &fresh{Conn: conn, note: func(err error) { d.note(address, err) }}, nil
}

// note remembers an address that did not answer in time.
func (d *dialer) note(address string, err error) {
	if isTimeout(err) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.gone[address] = time.Now()
	}
}

// fresh is a connection of which nobody knows yet whether the other side is
// more than an open port.
type fresh struct {
	net.Conn
	note func(error)
	said bool // anything
}

func (f *fresh) Read(p []byte) (int, error) {
	n, err := f.Conn.Read(p)
	if !f.said {
		f.said = n > 0
		f.note(err)
	}
	return n, err
}

func (d *dialer) isGone(address string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	since, ok := d.gone[address]
	if ok && time.Since(since) > goneFor {
		delete(d.gone, address)
		return false
	}
	return ok
}
