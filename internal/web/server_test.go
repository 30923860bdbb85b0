package web_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"perfil/internal/web"
)

// start runs the real server on a free port and returns its address, its log,
// and how to stop it.
func start(t *testing.T, handler http.Handler) (addr string, log *bytes.Buffer, stop func()) {
	t.Helper()
	log = &bytes.Buffer{}
	server := web.NewServer("127.0.0.1:0", handler, slog.New(slog.NewJSONHandler(log, nil)))
	listener, err := net.Listen("tcp", server.Addr)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(web.GuardedListener(listener)) }()
	return listener.Addr().String(), log, func() {
		if err := server.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		<-done
	}
}

func status(t *testing.T, addr, request string) string {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	go io.WriteString(conn, request) // the server may stop reading half-way
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line)
}

func TestLongTokensAreReadAndLongerHeadersAreNot(t *testing.T) {
	addr, _, stop := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if raw, _ := web.Bearer(r); raw != "" {
			w.WriteHeader(http.StatusUnauthorized)
		}
	}))
	defer stop()
	for size, want := range map[int]string{
		9 << 10:  "HTTP/1.1 401 Unauthorized",
		64 << 10: "HTTP/1.1 431 Request Header Fields Too Large",
	} {
		request := fmt.Sprintf("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer %s\r\n\r\n", strings.Repeat("a", size))
		if got := status(t, addr, request); got != want {
			t.Errorf("%d bytes: %s", size, got)
		}
	}
}

func TestEveryPhaseOfAConnectionEnds(t *testing.T) {
	s := web.NewServer(":0", http.NotFoundHandler(), slog.New(slog.DiscardHandler))
	if s.ReadHeaderTimeout != 10*time.Second || s.ReadTimeout != time.Minute || s.WriteTimeout != time.Minute ||
		s.IdleTimeout != 2*time.Minute || s.MaxHeaderBytes != 32<<10 {
		t.Errorf("%+v", s)
	}
}

func TestHTTP2InTheClearIsOff(t *testing.T) {
	addr, _, stop := start(t, http.NotFoundHandler())
	defer stop()
	if got := status(t, addr, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"); !strings.HasPrefix(got, "HTTP/1.1 ") {
		t.Errorf("%q", got)
	}
}

func TestOptionsOfTheWholeServerReachTheHandler(t *testing.T) {
	addr, _, stop := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	defer stop()
	if got := status(t, addr, "OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"); !strings.Contains(got, "418") {
		t.Errorf("%s", got)
	}
}

func TestComplaintsOfNetHTTPGoToOurLog(t *testing.T) {
	addr, log, stop := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		w.WriteHeader(http.StatusOK)
	}))
	status(t, addr, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
	stop()
	if got := log.String(); !strings.Contains(got, `"level":"ERROR"`) || !strings.Contains(got, "superfluous") {
		t.Errorf("%q", got)
	}
}
