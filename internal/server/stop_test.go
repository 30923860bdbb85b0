package server_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"perfil/internal/server"
)

const signInBody = `{"email":"nobody@example.com","password":"x"}`

// begin sends half of a request, so that it is under way.
func (r *running) begin() net.Conn {
	r.t.Helper()
	conn, err := net.Dial("tcp", r.address)
	must(r.t, err)
	r.t.Cleanup(func() { _ = conn.Close() })
	_, err = fmt.Fprintf(conn, "POST /api/sign-in/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n", len(signInBody))
	must(r.t, err)
	// "100 Continue" comes when the handler reads the body, so then it runs.
	line, err := bufio.NewReader(io.LimitReader(conn, int64(len("HTTP/1.1 100 Continue\r\n\r\n")))).ReadString('\n')
	if err != nil || !strings.Contains(line, "100") {
		r.t.Fatalf("%q, %v", line, err)
	}
	return conn
}

// refused waits until the server takes no new connections.
func (r *running) refused() {
	r.t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		conn, err := net.Dial("tcp", r.address)
		if err != nil {
			return
		}
		_ = conn.Close()
	}
	r.t.Fatal("the server still takes connections")
}

func TestARequestThatHasBegunIsAnsweredBeforeTheServerStops(t *testing.T) {
	r := start(t, nil)
	conn := r.begin()
	r.stop()
	r.refused()
	_, err := io.WriteString(conn, signInBody)
	must(t, err)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	must(t, err)
	body, _ := io.ReadAll(res.Body)
	if res.StatusCode != http.StatusBadRequest || string(body) != `{"error":"Invalid password"}` {
		t.Errorf("%d %s", res.StatusCode, body)
	}
	if err := r.wait(); err != nil {
		t.Error(err)
	}
}

func TestARequestThatDoesNotEndIsCutOff(t *testing.T) {
	r := start(t, func(c *server.Config) { c.Drain = 10 * time.Millisecond })
	conn := r.begin()
	r.stop()
	if err := r.wait(); err != nil {
		t.Error(err)
	}
	if _, err := io.ReadAll(conn); err != nil && !strings.Contains(err.Error(), "reset") {
		t.Error(err)
	}
	if !strings.Contains(r.log.String(), "cut off") {
		t.Errorf("log %s", r.log)
	}
}

func TestAServerThatWasStoppedBeforeItBeganDoesNotServe(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var listener net.Listener
	r := start(t, func(c *server.Config) {
		listener = c.Listener
		again := *c
		again.Listener = listen(t)
		must(t, server.New(again).Serve(ctx))
		if _, err := again.Listener.Accept(); err == nil {
			t.Error("the listener is open")
		}
	})
	must(t, listener.Close())
	if err := r.wait(); err == nil {
		t.Error("a server without its listener says that all is well")
	}
}
