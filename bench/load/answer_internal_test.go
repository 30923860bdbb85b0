package load

import (
	"errors"
	"io"
	"net"
	"strings"
	"testing"
)

func TestHeadsAreRead(t *testing.T) {
	for _, c := range []struct {
		text string
		want head
	}{
		{"HTTP/1.1 200 OK\r\nContent-Length: 271\r\n\r\n", head{40, 200, 271}},
		{"HTTP/1.1 200 OK\r\nEtag: \"1-1\"\r\ncontent-length:5\r\nDate: x\r\n\r\nhello", head{59, 200, 5}},
		{"HTTP/1.1 503 Service Unavailable\r\nX-Content-Length: 9\r\nContent-Length: 0\r\n\r\n", head{76, 503, 0}},
		{"HTTP/1.1 204 No Content\r\n\r\n", head{27, 204, 0}},
		{"HTTP/1.1 200 OK\r\nContent-Length: 27", head{}},
		{"", head{}},
	} {
		got, err := parseHead([]byte(c.text))
		if err != nil || got != c.want {
			t.Errorf("%q: got %+v, %v; want %+v", c.text, got, err, c.want)
		}
	}
}

func TestWhatIsNoAnswerIsRefused(t *testing.T) {
	for text, want := range map[string]error{
		"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n":                              errForm,
		"HTTP/1.1 2x0 OK\r\nContent-Length: 1\r\n\r\n":                              errForm,
		"HTTP/1.1 20\r\n\r\n":                                                       errForm,
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n":                     errForm,
		"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n":                             errForm,
		"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n":           errForm,
		"HTTP/1.1 200 OK\r\nContent-Length: 70000\r\n\r\n":                          errLarge,
		"HTTP/1.1 200 OK\r\nContent-Length: 65536\r\n\r\n":                          errLarge,
		"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab":                            errForm,
		"HTTP/1.1 200 OK\r\nX: " + strings.Repeat("a", maxAnswer) + "\r\n\r\n":      errLarge,
		"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab":                            io.ErrUnexpectedEOF,
		"HTTP/1.1 200 OK\r\nContent-Le":                                             io.ErrUnexpectedEOF,
		"HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n":                               errForm,
		"HTTP/1.1 200 OK\r\nContent-Length\r\nServer: a\r\nContent-Type: b\r\n\r\n": errForm,
	} {
		if _, _, err := hear(t, text); !errors.Is(err, want) {
			t.Errorf("%.60q: got %v, want %v", text, err, want)
		}
	}
}

func TestAnAnswerInPiecesIsPutTogether(t *testing.T) {
	status, body, err := hear(t, "HTTP/1.1 2", "01 Created\r\nContent-Length: 5\r", "\n\r", "\nhe", "llo")
	if err != nil || status != 201 || string(body) != "hello" {
		t.Errorf("got %d %q %v", status, body, err)
	}
}

// hear reads an answer that arrives in these pieces, after which the server
// hangs up.
func hear(t *testing.T, pieces ...string) (int, []byte, error) {
	t.Helper()
	here, there := net.Pipe()
	defer func() { _ = here.Close() }()
	go func() {
		defer func() { _ = there.Close() }()
		for _, piece := range pieces {
			if _, err := io.WriteString(there, piece); err != nil {
				return // the reader has had enough
			}
		}
	}()
	a := answers{conn: here, buffer: make([]byte, maxAnswer)}
	return a.next()
}

func FuzzParseHead(f *testing.F) {
	f.Add("HTTP/1.1 200 OK\r\nContent-Length: 271\r\n\r\n{}")
	f.Add("HTTP/1.1 204 No Content\r\n\r\n")
	f.Add("HTTP/1.1 200 OK\r\nContent-Length")
	f.Fuzz(func(t *testing.T, text string) {
		h, err := parseHead([]byte(text))
		if err != nil {
			return
		}
		if h.size < 0 || h.size > len(text) || h.length < 0 || h.length > maxAnswer {
			t.Errorf("%q: %+v", text, h)
		}
		if h.size > 0 && !strings.HasSuffix(text[:h.size], "\r\n\r\n") {
			t.Errorf("%q: the head ends at %d", text, h.size)
		}
	})
}
