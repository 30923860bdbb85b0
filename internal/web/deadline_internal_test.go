package web

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"
)

// The clock of these stories is synctest's, so that minutes pass at once and a
// deadline is met to the nanosecond or not at all.

// lazyPipe is a lazy connection, who is at its other end, and how often its
// timers were set.
func lazyPipe(t *testing.T) (conn *lazyConn, peer net.Conn, sets *int) {
	t.Helper()
	inner, peer := net.Pipe()
	t.Cleanup(func() { _, _ = inner.Close(), peer.Close() })
	sets = new(int)
	conn = newLazyConn(inner)
	for _, d := range []*deadline{&conn.reading, &conn.writing} {
		set := d.set
		d.set = func(at time.Time) error {
			*sets++
			return set(at)
		}
	}
	return conn, peer, sets
}

// in is a moment from now; never is none.
func in(d time.Duration) time.Time { return time.Now().Add(d) }

var (
	never   time.Time
	longAgo = time.Unix(1, 0) // where net/http puts the end of a read that it no longer wants
)

// endsAfter fails unless an operation ends by its deadline after this time.
func endsAfter(t *testing.T, want time.Duration, operation func() error) {
	t.Helper()
	began := time.Now()
	err := operation()
	if took := time.Since(began); !errors.Is(err, os.ErrDeadlineExceeded) || took != want {
		t.Errorf("ended after %s with %v, want %s", took, err, want)
	}
}

func TestAReadEndsAtTheMomentThatWasAskedForLast(t *testing.T) {
	for name, c := range map[string]struct {
		moves []time.Duration
		want  time.Duration
	}{
		"later":             {[]time.Duration{10 * time.Second, time.Minute}, time.Minute},
		"earlier":           {[]time.Duration{time.Minute, 10 * time.Second}, 10 * time.Second},
		"to and fro":        {[]time.Duration{2 * time.Minute, 10 * time.Second, time.Minute, 2 * time.Minute}, 2 * time.Minute},
		"within the span":   {[]time.Duration{3 * time.Second, 5 * time.Second}, 5 * time.Second},
		"once":              {[]time.Duration{time.Millisecond}, time.Millisecond},
		"it is over by now": {[]time.Duration{time.Minute, 0}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				for _, afterAbort := range []bool{false, true} {
					conn, _, _ := lazyPipe(t)
					if afterAbort {
						_ = conn.SetReadDeadline(longAgo)
						endsAfter(t, 0, func() error { _, err := conn.Read(make([]byte, 1)); return err })
						_ = conn.SetReadDeadline(never)
					}
					for _, move := range c.moves {
						_ = conn.SetReadDeadline(in(move))
					}
					endsAfter(t, c.want, func() error { _, err := conn.Read(make([]byte, 1)); return err })
				}
			})
		})
	}
}

func TestAReadWithoutADeadlineWaitsForAsLongAsItTakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, first := range []time.Time{in(time.Second), longAgo} {
			conn, peer, _ := lazyPipe(t)
			_ = conn.SetReadDeadline(first)
			_ = conn.SetReadDeadline(never)
			go func() {
				time.Sleep(time.Hour)
				_, _ = peer.Write([]byte("x"))
			}()
			if n, err := conn.Read(make([]byte, 8)); n != 1 || err != nil {
				t.Errorf("%d bytes, %v", n, err)
			}
		}
	})
}

// What net/http does at the end of a request, whether its other read has begun to
// wait or not.
func TestAReadUnderWayIsEndedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, before := range []time.Time{never, in(time.Minute), longAgo} {
			for _, wait := range []time.Duration{0, time.Second, 15 * time.Second} {
				conn, _, _ := lazyPipe(t)
				_ = conn.SetReadDeadline(before)
				_ = conn.SetReadDeadline(never)
				ended := make(chan error)
				go func() {
					_, err := conn.Read(make([]byte, 1))
					ended <- err
				}()
				time.Sleep(wait)
				endsAfter(t, 0, func() error {
					_ = conn.SetReadDeadline(longAgo)
					return <-ended
				})
			}
		}
	})
}

func TestAWriteGoesOnWhereItWasWhenThereIsTimeLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn, peer, _ := lazyPipe(t)
		_ = conn.SetWriteDeadline(in(time.Second))
		_ = conn.SetWriteDeadline(in(time.Minute))
		want := bytes.Repeat([]byte("0123456789"), 10)
		got := make(chan []byte)
		go func() {
			var all []byte
			for range 10 { // ten bytes every three seconds
				time.Sleep(3 * time.Second)
				part := make([]byte, 10)
				_, _ = io.ReadFull(peer, part)
				all = append(all, part...)
			}
			got <- all
		}()
		if n, err := conn.Write(want); n != len(want) || err != nil {
			t.Fatalf("%d bytes, %v", n, err)
		}
		if all := <-got; !bytes.Equal(all, want) {
			t.Errorf("%s", all)
		}
		_ = conn.SetWriteDeadline(in(20 * time.Second))
		endsAfter(t, 20*time.Second, func() error { _, err := conn.Write(want); return err })
		_ = conn.SetWriteDeadline(in(30 * time.Second))
		endsAfter(t, 30*time.Second, func() error { _, err := conn.ReadFrom(bytes.NewReader(want)); return err })
	})
}

func TestARequestSetsFewTimers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn, peer, sets := lazyPipe(t)
		const requests = 1000
		for range requests {
			go func() { _, _ = peer.Write([]byte("GET /")) }()
			_ = conn.SetReadDeadline(in(2 * time.Minute))
			_, _ = conn.Read(make([]byte, 64))
			for _, ahead := range []time.Duration{10 * time.Second, time.Minute} {
				_ = conn.SetReadDeadline(in(ahead))
			}
			_ = conn.SetWriteDeadline(in(time.Minute))
			_ = conn.SetReadDeadline(never)
			_ = conn.SetReadDeadline(longAgo)
			_ = conn.SetReadDeadline(never)
			_ = conn.SetWriteDeadline(never)
			time.Sleep(time.Millisecond)
		}
		if *sets > 2*requests+10 {
			t.Errorf("timers were set %d times for %d requests", *sets, requests)
		}
	})
}
