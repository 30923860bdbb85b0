package web_test

import (
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"perfil/internal/web"
)

// converse sends text on a new connection, says that this was all, and returns
// everything that comes back.
func converse(t *testing.T, addr, text string) string {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	_ = conn.(*net.TCPConn).CloseWrite()
	all, err := io.ReadAll(conn)
	if err != nil {
		t.Fatalf("%q, %v", all, err)
	}
	return string(all)
}

func TestOfTwoEndsOfABodyNoneIsBelieved(t *testing.T) {
	var said strings.Builder
	server := web.NewServer("", web.OneFraming(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = io.WriteString(w, r.URL.Path+"="+string(body)+";")
	})), slog.New(slog.NewTextHandler(&said, nil)))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() { done <- server.Serve(web.GuardedListener(listener)) }()
	defer func() {
		_ = server.Close()
		<-done
	}()
	const chunks, hidden = "1\r\nx\r\n0\r\n\r\n", "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n"
	post := func(headers string) string { return "POST /a HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n" }
	// Where nothing is wrong the connection goes on. HTTP/1.0 ends its own.
	goOn := []string{"chunks", "length, then chunks", "HTTP/1.0 as it was"}
	for name, c := range map[string]struct {
		text string
		want []string // the bodies that are answered, then "refused" where it ends with that
	}{
		"length then chunks":   {post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n" + hidden, []string{"refused"}},
		"chunks then length":   {post("transfer-encoding:chunked\r\ncontent-length:45\r\n") + "0\r\n\r\n" + hidden, []string{"refused"}},
		"folded":               {post("Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n") + "0\r\n\r\n" + hidden, []string{"refused"}},
		"bare line ends":       {strings.ReplaceAll(post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), "\r", "") + "0\r\n\r\n" + hidden, []string{"refused"}},
		"after an honest one":  {post("Content-Length: 1\r\n") + "x" + post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n" + hidden, []string{"/a=x;"}}, // and the connection ends: what had come by then is not read
		"chunks in HTTP/1.0":   {"POST /a HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n" + hidden, []string{"refused"}},
		"HTTP/1.0 as it was":   {"POST /a HTTP/1.0\r\nContent-Length: 1\r\n\r\nx", []string{"/a=x;"}},
		"chunks":               {post("Transfer-Encoding: chunked\r\n") + chunks + hidden, []string{"/a=x;", "/hidden=;"}},
		"length, then chunks":  {post("Content-Length: 1\r\n") + "x" + post("Transfer-Encoding: chunked\r\n") + chunks, []string{"/a=x;", "/a=x;"}},
		"both words in a body": {post("Content-Length: 41\r\n") + "Transfer-Encoding: x\nContent-Length: 3\n\nx" + hidden, []string{"/a=Transfer-Encoding: x\nContent-Length: 3\n\nx;"}}, // and the connection ends
	} {
		got := converse(t, listener.Addr().String(), c.text)
		answers := strings.Split(got, "HTTP/1.")[1:]
		if len(answers) != len(c.want) {
			t.Errorf("%s: %d answers: %q", name, len(answers), got)
			continue
		}
		if ends := strings.Contains(got, "Connection: close"); ends == slices.Contains(goOn, name) {
			t.Errorf("%s: ends the connection: %v", name, ends)
		}
		for i, want := range c.want {
			refused := strings.HasPrefix(answers[i][1:], " 400 ") && strings.Contains(answers[i], "Connection: close")
			if want == "refused" && !refused || want != "refused" && !strings.HasSuffix(answers[i], "\r\n\r\n"+want) {
				t.Errorf("%s: %q is not %s", name, answers[i], want)
			}
		}
	}
	if said.Len() > 0 {
		t.Error(said.String())
	}
}

// net/http takes other ways for a connection that it knows nothing of.
func TestAConnectionThatIsLookedAtStillTakesFilesPastOurMemory(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		if conn, err := net.Dial("tcp", listener.Addr().String()); err == nil {
			defer conn.Close()
			_, _ = io.ReadAll(conn)
		}
	}()
	conn, err := web.GuardedListener(listener).Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, ok := conn.(io.ReaderFrom); !ok {
		t.Error("files pass through memory")
	}
	if half, ok := conn.(interface{ CloseWrite() error }); !ok || half.CloseWrite() != nil {
		t.Error("an answer may be cut off when the connection ends")
	}
}
