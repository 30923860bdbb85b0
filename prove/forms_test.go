package prove_test

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
)

// stranger is in the path of the request that is hidden in each form. Whoever
// answers it repeats the path.
const stranger = "hidden-by-a-stranger"

const hidden = "GET /api/auth/" + stranger + " HTTP/1.1\r\nHost: a.example.com\r\n\r\n"

// A form is a way to write a request so that two programs may not agree on where
// it ends, or to write what is none.
type form struct {
	name string
	text string
	// statuses that may be answered, and no other; none: there may be no answer.
	// The connection has to be closed after it, and no more may come.
	statuses []int
}

func asked(headers, body string) string {
	return "POST /api/sign-in/ HTTP/1.1\r\nHost: a.example.com\r\nContent-Type: application/json\r\n" + headers + "\r\n" + body
}

// forms are those known from the reports on request smuggling and from the
// sections of RFC 9112 that say "MUST be rejected".
func forms() []form {
	const nothing = "0\r\n\r\n"
	refused := []int{400, 501}
	length := fmt.Sprintf("Content-Length: %d\r\n", len(nothing)+len(hidden))
	all := []form{
		{"Content-Length and Transfer-Encoding", asked(length+"Transfer-Encoding: chunked\r\n", nothing+hidden), []int{400}},
		{"Transfer-Encoding and Content-Length", asked("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "5c\r\n"+hidden+"\r\n0\r\n\r\n"), []int{400}},
		{"both, folded", asked(length+"Transfer-Encoding:\r\n chunked\r\n", nothing+hidden), []int{400}},
		{"both, with bare line feeds", strings.ReplaceAll(asked("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", ""), "\r", "") + nothing + hidden, []int{400}},
		{"both, in HTTP/1.0", "POST /api/sign-in/ HTTP/1.0\r\nConnection: keep-alive\r\n" + length + "Transfer-Encoding: chunked\r\n\r\n" + nothing + hidden, []int{400}},
		{"chunks in HTTP/1.0", "POST /api/sign-in/ HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n" + hidden, []int{400}},
		{"two lengths", asked("Content-Length: 2\r\nContent-Length: 60\r\n", "{}"+hidden), []int{400}},
		{"two hosts", "GET /api/auth/x HTTP/1.1\r\nHost: a.example.com\r\nHost: b.example.com\r\n\r\n" + hidden, []int{400}},
		{"no host", "GET /api/auth/x HTTP/1.1\r\n\r\n" + hidden, []int{400}},
		{"a space before the first header", "GET /api/auth/x HTTP/1.1\r\n Host: a.example.com\r\n\r\n" + hidden, []int{400}},
		{"a bare carriage return", "GET /api/auth/x HTTP/1.1\rHost: a.example.com\r\r" + hidden, []int{400}},
		{"a carriage return in a value", asked("X: a\rContent-Length: 60\r\n", hidden), []int{400}},
		{"NUL in a value", asked("X: a\x00b\r\n", hidden), []int{400}},
		{"HTTP/0.9", "GET /api/auth/x\r\n\r\n" + hidden, []int{400}},
		{"HTTP/2.0 in words", "GET /api/auth/x HTTP/2.0\r\nHost: a.example.com\r\n\r\n" + hidden, []int{505}},
		{"HTTP/9.9", "GET /api/auth/x HTTP/9.9\r\nHost: a.example.com\r\n\r\n" + hidden, []int{400, 505}},
		{"the greeting of TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + strings.Repeat("\x00", 500) + "\r\n\r\n" + hidden, []int{400}},
		{"no words", strings.Repeat("\xff", 3000) + "\r\n\r\n" + hidden, []int{400}},
		{"a length that is never reached", asked("Content-Length: 99999\r\n", `{"email":`), []int{400}},
		{"chunks that never end", asked("Transfer-Encoding: chunked\r\n", "9\r\n{\"email\":\r\n"), []int{400}},
	}
	for _, value := range []string{"-1", "+5", "0x5", "5, 5", "5 5", "1e3", "99999999999999999999", "\u0661", "5\x0b"} {
		all = append(all, form{fmt.Sprintf("length %q", value), asked("Content-Length: "+value+"\r\n", hidden), []int{400}})
	}
	for _, value := range []string{"xchunked", "chunked, chunked", "gzip, chunked", "identity", "\x0bchunked", "chunked;q=1", "chunked\r\nTransfer-Encoding: identity", "\"chunked\""} {
		all = append(all, form{fmt.Sprintf("encoding %q", value), asked("Transfer-Encoding: "+value+"\r\n", nothing+hidden), refused})
	}
	for _, header := range []string{"Transfer-Encoding : chunked", "Transfer_Encoding\x00: chunked", "Content-Length : 60", "Content-Length\t: 60", ": 5", "no colon"} {
		all = append(all, form{fmt.Sprintf("header %q", header), asked(header+"\r\n", hidden), []int{400}})
	}
	for _, chunk := range []string{"-1\r\n", "+5\r\nhello\r\n", "0x5\r\nhello\r\n", "FFFFFFFFFFFFFFFFF\r\n", "5;" + strings.Repeat("x", 20_000) + "\r\nhello\r\n", "5\r\nhelloX\r\n", "5\rhello\r\n", "\r\n", "g\r\n"} {
		all = append(all, form{fmt.Sprintf("chunk %.20q", chunk), asked("Transfer-Encoding: chunked\r\n", chunk+nothing+hidden), []int{400}})
	}
	return append(all, alien()...)
}

// alien are requests in HTTP/2, which the server leaves to the proxy in front.
func alien() []form {
	const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
	settings := frame(4, 0, 0, "")
	var reset strings.Builder
	for stream := uint32(1); stream < 20_000; stream += 2 {
		reset.WriteString(frame(1, 5, stream, "\x82\x84\x86\x41\x01a") + frame(3, 0, stream, "\x00\x00\x00\x08"))
	}
	return []form{
		{"the greeting of HTTP/2", preface + settings, []int{404}},
		{"HTTP/2 with streams that are opened and reset at once", preface + settings + reset.String(), []int{404}},
		{"HTTP/2 with headers that never end", preface + settings + frame(1, 0, 1, "\x82") + strings.Repeat(frame(9, 0, 1, strings.Repeat("x", 1000)), 1000), []int{404}},
	}
}

// frame is one of HTTP/2 (RFC 9113, section 4.1).
func frame(kind, flags byte, stream uint32, payload string) string {
	n := len(payload)
	return string([]byte{byte(n >> 16), byte(n >> 8), byte(n), kind, flags, byte(stream >> 24), byte(stream >> 16), byte(stream >> 8), byte(stream)}) + payload
}

// Whatever is sent, the request that a stranger hid in it is not answered, there
// is a clean refusal and then an end; and the next client is served as always.
func TestNoRequestIsHiddenInAnother(t *testing.T) {
	t.Parallel()
	const proof = "forms of smuggling"
	server := start(t, t.TempDir())
	ada := newcomer(t, server.URL, "ada")
	all, hidden := forms(), 0
	for _, f := range all {
		answers := converse(t, server.URL, strings.NewReader(f.text))
		if len(answers) != 1 || !slices.Contains(f.statuses, answers[0].status) {
			t.Errorf("%s: %d answers, not one of %v: %s", f.name, len(answers), f.statuses, shorten(answers))
		}
		for _, a := range answers {
			if contains(a.body, stranger) {
				hidden++
				t.Errorf("%s: the hidden request is answered: %d %s", f.name, a.status, a.body)
			}
		}
		if err := ada.readProfile(t.Context(), 1); err != nil {
			t.Errorf("after %s: %v", f.name, err)
		}
	}
	figure(t, proof, "forms, hidden requests answered", "%d, %d", len(all), hidden)
	heldWithin(t, server, proof, 256*mebibyte)
	endsWell(t, server)
}

func shorten(answers []answer) string {
	var all strings.Builder
	for _, a := range answers {
		_, _ = fmt.Fprintf(&all, "%d %.100q; ", a.status, a.body)
	}
	return all.String()
}

// Forms that are unusual and clear are served: what stands behind them is a
// request of its own.
func TestUnusualFormsAreUnderstood(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir())
	for name, text := range map[string]string{
		"chunks":                         asked("Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n"),
		"chunks with extension, trailer": asked("Transfer-Encoding: CHUNKED\r\n", "2;a=b\r\n{}\r\n0\r\nX-Sum: 1\r\n\r\n"),
		"a body in a GET":                "GET /healthz HTTP/1.1\r\nHost: a.example.com\r\nContent-Length: 5\r\n\r\nhello",
		"the same length twice":          asked("Content-Length: 2\r\nContent-Length: 2\r\n", "{}"),
		"bare line feeds":                "GET /healthz HTTP/1.1\nHost: a.example.com\n\n",
		"a folded header":                "GET /healthz HTTP/1.1\r\nHost: a.example.com\r\nX: a\r\n b\r\n\r\n",
		"a whole URL":                    "GET http://b.example.com/healthz HTTP/1.1\r\nHost: a.example.com\r\n\r\n",
		"an upgrade to HTTP/2":           "GET /healthz HTTP/1.1\r\nHost: a.example.com\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
		"a line before the next":         asked("Content-Length: 2\r\n", "{}\r\n"),
	} {
		answers := converse(t, server.URL, io.MultiReader(strings.NewReader(text), strings.NewReader(hidden)))
		if len(answers) != 2 || !contains(answers[1].body, stranger) || answers[0].status != 200 && answers[0].status != 400 {
			t.Errorf("%s: %s", name, shorten(answers))
		}
	}
}
