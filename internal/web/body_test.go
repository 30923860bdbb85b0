package web_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"perfil/internal/web"
)

// answering runs read on a real server and tells the client how it ended.
func answering(t *testing.T, read func(http.ResponseWriter, *http.Request) error) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := read(w, r); err != nil {
			w.WriteHeader(http.StatusTeapot)
			fmt.Fprint(w, err)
		}
	}))
	t.Cleanup(server.Close)
	return server
}

// chunked hides the length of a body, so that it is sent in chunks.
func chunked(s string) io.Reader { return io.MultiReader(strings.NewReader(s)) }

func post(t *testing.T, url, contentType string, body io.Reader) string {
	t.Helper()
	req, err := http.NewRequest("POST", url, body)
	if err != nil {
		t.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	return bodyOf(t, resp)
}

func TestTheLimitIsExactHoweverTheBodyComes(t *testing.T) {
	readers := map[string]func(http.ResponseWriter, *http.Request) error{
		"read": func(w http.ResponseWriter, r *http.Request) error {
			body, err := web.ReadBody(w, r, web.MaxBody)
			if err == nil && strings.Trim(string(body), "x") != "" {
				return errors.New("another body")
			}
			return err
		},
		"drop": func(w http.ResponseWriter, r *http.Request) error { return web.DropBody(w, r, web.MaxBody) },
	}
	for name, read := range readers {
		server := answering(t, read)
		for size, want := range map[int]string{
			0: "", 1: "", 102400: "",
			102401: web.ErrTooLarge.Error(), 150000: web.ErrTooLarge.Error(), 6 << 20: web.ErrTooLarge.Error(),
		} {
			body := strings.Repeat("x", size)
			if got := post(t, server.URL, "", strings.NewReader(body)); got != want {
				t.Errorf("%s %d: %q", name, size, got)
			}
			if got := post(t, server.URL, "", chunked(body)); got != want {
				t.Errorf("%s %d in chunks: %q", name, size, got)
			}
		}
	}
}

func TestAnAnnouncedBodyIsRefusedBeforeItIsSent(t *testing.T) {
	server := answering(t, func(w http.ResponseWriter, r *http.Request) error {
		_, err := web.ReadBody(w, r, web.MaxBody)
		return err
	})
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\nExpect: 100-continue\r\n\r\n")
	answer, err := io.ReadAll(conn)
	if err != nil || !bytes.HasPrefix(answer, []byte("HTTP/1.1 418")) {
		t.Errorf("%.60q, %v", answer, err)
	}
}

func TestABodyThatBreaksOffIsTheClientsFault(t *testing.T) {
	reads := map[string]func(http.ResponseWriter, *http.Request) error{
		"read": func(w http.ResponseWriter, r *http.Request) error {
			_, err := web.ReadBody(w, r, web.MaxBody)
			return err
		},
		"drop": func(w http.ResponseWriter, r *http.Request) error { return web.DropBody(w, r, web.MaxBody) },
		"object": func(w http.ResponseWriter, r *http.Request) error {
			_, err := web.ReadObject(w, r, web.Accept{Multipart: true, MaxFile: web.MaxFile})
			return err
		},
	}
	requests := map[string]string{
		"short":     "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc",
		"chunks":    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
		"multipart": "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 99\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx",
	}
	for name, read := range reads {
		for kind, request := range requests {
			got := make(chan error, 1)
			server := answering(t, func(w http.ResponseWriter, r *http.Request) error {
				err := read(w, r)
				got <- err
				return err
			})
			conn, err := net.Dial("tcp", server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			io.WriteString(conn, request)
			conn.(*net.TCPConn).CloseWrite()
			if err := <-got; !errors.Is(err, web.ErrIncomplete) {
				t.Errorf("%s %s: %v", name, kind, err)
			}
			conn.Close()
		}
	}
}

func TestReadObjectGoesByTheContentType(t *testing.T) {
	const form, json = "application/x-www-form-urlencoded", "application/json"
	for name, c := range map[string]struct{ contentType, body, want string }{
		"JSON":                      {json, `{"a":"b"}`, "string b"},
		"JSON in capitals":          {"Application/JSON", `{"a":"b"}`, "string b"},
		"JSON with charset":         {json + "; charset=UTF-8", `{"a":"ñ"}`, "string ñ"},
		"JSON with another charset": {json + "; charset=latin1", `{"a":"b"}`, `unsupported media type "application/json; charset=latin1"`},
		"JSON with a bad parameter": {json + "; =", `{"a":"b"}`, "string b"},
		"form":                      {form, `a=b+%C3%B1`, "string b ñ"},
		"form with charset":         {form + ";charset=utf-8", `a=b`, "string b"},
		"text":                      {"text/plain", `{"a":"b"}`, `unsupported media type "text/plain"`},
		"like JSON":                 {"application/vnd.api+json", `{"a":"b"}`, `unsupported media type "application/vnd.api+json"`},
		"no type":                   {"", `{"a":"b"}`, `unsupported media type ""`},
		"broken type":               {"a b", `{"a":"b"}`, `unsupported media type "a b"`},
		"long type":                 {strings.Repeat("x", 99) + "ñ", `1`, `unsupported media type "` + strings.Repeat("x", 99) + `"`},
		"multipart, not accepted":   {"multipart/form-data; boundary=b", "--b--", `unsupported media type "multipart/form-data; boundary=b"`},
		"no body":                   {"text/plain", "", "absent "},
		"no JSON body":              {json, "", "absent "},
		"only spaces":               {json, "  ", "Expecting value: line 1 column 3 (char 2)"},
		"too large":                 {json, strings.Repeat(" ", web.MaxBody+1), web.ErrTooLarge.Error()},
	} {
		server := answering(t, func(w http.ResponseWriter, r *http.Request) error {
			object, err := web.ReadObject(w, r, web.Accept{})
			if err == nil {
				fmt.Fprintf(w, "%s %s", object["a"].Kind(), object["a"].Text())
			}
			return err
		})
		for _, body := range []io.Reader{strings.NewReader(c.body), chunked(c.body)} {
			if got := post(t, server.URL, c.contentType, body); got != c.want {
				t.Errorf("%s: %q, want %q", name, got, c.want)
			}
		}
	}
}

func TestFormsAreNeverBroken(t *testing.T) {
	object := readForm(t, "&a=x&b=&c&=d&&")
	if len(object) != 4 || object["a"].Text() != "x" || object["b"].Kind() != web.String || object["c"].Kind() != web.String {
		t.Errorf("%v", object)
	}
	for body, want := range map[string]string{
		"a=1&a=2": "2", "a=a%2Bb+c": "a+b c", "a=100%": "100%", "a=%zz%4": "%zz%4", "a=b=c": "b=c",
		"%61=x": "x", "a=%C3%B1": "ñ", "a=%c3": "\uFFFD", "a=;b": ";b",
	} {
		if got := readForm(t, body)["a"]; got.Text() != want || got.Kind() != web.String {
			t.Errorf("%q: %q", body, got.Text())
		}
	}
	for body, want := range map[string]web.Problem{
		"a=x%00": web.NUL, "a=%ff": web.InvalidUTF8, "a=%ED%A0%80": web.InvalidUTF8, "a=%00%ff": web.InvalidUTF8, "a=x": web.NoProblem,
	} {
		if got := readForm(t, body)["a"].Malformed(); got != want {
			t.Errorf("%q: problem %d", body, got)
		}
	}
}

func readForm(t *testing.T, body string) web.Object {
	t.Helper()
	r := httptest.NewRequest("POST", "/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	object, err := web.ReadObject(httptest.NewRecorder(), r, web.Accept{})
	if err != nil {
		t.Fatal(err)
	}
	return object
}

// Nobody waits for what a client announces and never sends.
func TestABodyThatAnnouncesAGreatDealIsRefusedAtOnce(t *testing.T) {
	addr, _, stop := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := web.ReadBody(w, r, web.MaxBody); errors.Is(err, web.ErrTooLarge) {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		}
	}))
	defer stop()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1099511627776\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != http.StatusRequestEntityTooLarge || !answer.Close {
		t.Errorf("%d, closed %t", answer.StatusCode, answer.Close)
	}
}
