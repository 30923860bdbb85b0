package load

import (
	"context"
	"fmt"
	"net"
	"time"

	"golang.org/x/sync/errgroup"
)

// A Script is what one client says. One goroutine uses it at a time, and it goes
// on from one Run to the next.
type Script interface {
	// Next makes the next request. It may use the empty room, or return what it
	// has ready.
	Next(room []byte) []byte
	// Heard gets the answer, whose bytes are good until it returns. An error
	// ends the Run: figures of a server that refuses are worth nothing.
	Heard(status int, body []byte) error
}

// Plan is what to do in one Run.
type Plan struct {
	Addr    string   // host:port
	Scripts []Script // of one client with one connection each
	For     time.Duration
}

// Result is what came of a Run. Took is until the last answer, which may be
// later than planned: a request that has begun is waited for.
type Result struct {
	Requests int64
	Refused  int64 // of these, answers with another status than 2xx
	Took     time.Duration
	Latency  Histogram // of the others: to refuse is quick and helps nobody
}

// patience is how long after its planned end a Run waits for answers.
const patience = 30 * time.Second

// Run connects all clients, lets them ask until the time is over, and
// disconnects. The error is that of the first client that failed.
func Run(ctx context.Context, p Plan) (Result, error) {
	clients := make([]client, len(p.Scripts))
	for i, script := range p.Scripts {
		if err := clients[i].connect(ctx, p.Addr, script); err != nil {
			closeAll(clients[:i])
			return Result{}, err
		}
	}
	begin := time.Now()
	group, running := errgroup.WithContext(ctx)
	// The only way out of a read that takes too long.
	stop := context.AfterFunc(running, func() { closeAll(clients) })
	for i := range clients {
		group.Go(func() error { return clients[i].talk(begin.Add(p.For)) })
	}
	err := group.Wait()
	r := Result{Took: time.Since(begin)}
	stop()
	closeAll(clients)
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	for i := range clients {
		r.add(&clients[i])
	}
	return r, err
}

func (r *Result) add(c *client) {
	r.Requests += c.latency.Count() + c.refused
	r.Refused += c.refused
	r.Latency.Merge(&c.latency)
}

func closeAll(clients []client) {
	for i := range clients {
		_ = clients[i].conn.Close() // nothing is waited for any more
	}
}

// client is one connection and who speaks on it.
type client struct {
	script  Script
	conn    net.Conn
	answers answers
	room    []byte
	refused int64
	latency Histogram
}

func (c *client) connect(ctx context.Context, addr string, script Script) error {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	c.script, c.conn, c.room = script, conn, make([]byte, 0, 4<<10)
	c.answers = answers{conn: conn, buffer: make([]byte, maxAnswer)}
	return nil
}

func (c *client) talk(end time.Time) error {
	if err := c.conn.SetDeadline(end.Add(patience)); err != nil {
		return err
	}
	for {
		request := c.script.Next(c.room)
		begin := time.Now()
		if _, err := c.conn.Write(request); err != nil {
			return fmt.Errorf("sending a request: %w", err)
		}
		status, body, err := c.answers.next()
		if err != nil {
			return fmt.Errorf("reading an answer: %w", err)
		}
		now := time.Now()
		if status/100 == 2 {
			c.latency.Add(now.Sub(begin))
		} else {
			c.refused++
		}
		if err := c.script.Heard(status, body); err != nil {
			return err
		}
		if !now.Before(end) {
			return nil
		}
	}
}
