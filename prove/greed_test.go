package prove_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"perfil/e2e/program"
)

// endsWell stops a server that may not have panicked meanwhile.
func endsWell(t *testing.T, server *program.Process) {
	t.Helper()
	if err := server.Stop(); err != nil {
		t.Error(err)
	}
	for _, word := range []string{"panic", "goroutine ", "runtime error"} {
		if said := server.Said(); strings.Contains(said, word) {
			t.Errorf("the log speaks of %q: %.4000s", word, said[strings.Index(said, word):])
		}
	}
}

// flood makes what is sent: a beginning, and a text as often as it takes to fill
// so many bytes.
func flood(head, text string, size int64) func() io.Reader {
	return func() io.Reader {
		return io.MultiReader(strings.NewReader(head), io.LimitReader(&repeater{text: text}, size))
	}
}

type repeater struct {
	text string
	at   int
}

func (r *repeater) Read(p []byte) (n int, err error) {
	for n < len(p) {
		copied := copy(p[n:], r.text[r.at:])
		n, r.at = n+copied, (r.at+copied)%len(r.text)
	}
	return n, nil
}

// A greed is a request that wants the server to hold more than it should.
type greed struct {
	name     string
	sent     func() io.Reader
	statuses []int // of the answer; none: any refusal, and the server may hang up before it arrives
}

func (g *greed) allows(answers []answer) bool {
	if g.statuses == nil {
		return len(answers) == 0 || len(answers) == 1 && answers[0].status >= 400 && answers[0].status < 500
	}
	return len(answers) == 1 && slices.Contains(g.statuses, answers[0].status)
}

func greeds(size int64) []greed {
	chunked := func(path, kind string) string {
		return "POST " + path + " HTTP/1.1\r\nHost: a.example.com\r\nContent-Type: " + kind + "\r\nTransfer-Encoding: chunked\r\n\r\n"
	}
	one := fmt.Sprintf("%x\r\n", size) // the size of a chunk that has all
	const form = "multipart/form-data; boundary=x"
	const get = "GET /healthz HTTP/1.1\r\nHost: a.example.com\r\n"
	const file = "--x\r\nContent-Disposition: form-data; name=\"avatar\"; filename=\"a.png\"\r\n\r\n"
	return []greed{
		{"a header without end", flood(get+"X: ", "x", size), []int{431}},
		{"headers without end", flood(get, "X: y\r\n", size), []int{431}},
		{"a name without end", flood(get, "X", size), []int{431}},
		{"a path without end", flood("GET /", "x", size), []int{431}},
		{"a method without end", flood("", "X", size), []int{431}},
		{"folds without end", flood(get+"X: y\r\n", " z\r\n", size), []int{431}},
		{"a chunk without end", flood(chunked("/api/sign-in/", "application/json")+one, "[", size), []int{413}},
		{"tiny chunks without end", flood(chunked("/api/sign-in/", "application/json"), "1\r\n \r\n", size), nil},
		{"chunk extensions without end", flood(chunked("/api/sign-in/", "application/json"), "1;x=y\r\n \r\n", size), nil},
		{"trailers without end", flood(chunked("/api/sign-in/", "application/json")+"2\r\n{}\r\n0\r\n", "X: y\r\n", size), nil},
		{"a form without end", flood(chunked("/api/auth/login", "application/x-www-form-urlencoded")+one, "email=x&", size), []int{413}},
		{"parts without end", flood(chunked("/api/sign-up/", form)+one, "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n", size), nil},
		{"a file without end", flood(chunked("/api/sign-up/", form)+one+file, "\x89PNG\r\n", size), []int{413, 503}},
		{"a body that nobody wants", flood(chunked("/api/auth/x", "text/plain")+one, "x", size), []int{404}},
	}
}

// Requests that never end, many at once, are refused while their memory is still
// small, and the others are served meanwhile.
func TestRequestsWithoutEndAreRefusedInBoundedMemory(t *testing.T) {
	t.Parallel()
	const proof = "requests without end"
	size, beside := int64(choose(20, 100))*mebibyte, choose(2, 20)
	server := start(t, t.TempDir())
	ada := newcomer(t, server.URL, "ada")
	sent := 0
	for _, g := range greeds(size) {
		var all sync.WaitGroup
		for range beside {
			sent++
			all.Go(func() {
				answers := converse(t, server.URL, g.sent())
				if !g.allows(answers) {
					t.Errorf("%s: %s, not %v", g.name, shorten(answers), g.statuses)
				}
			})
		}
		if err := ada.readProfile(t.Context(), 0); err != nil {
			t.Errorf("beside %s: %v", g.name, err)
		}
		all.Wait()
	}
	figure(t, proof, "requests of each size", "%d of %d MiB, %d at a time", sent, size/mebibyte, beside)
	heldWithin(t, server, proof, 256*mebibyte)
	endsWell(t, server)
}

// A client who asks ten thousand times before it takes the first answer gets them
// all, in their order, when it does.
func TestAPipelineIsAnsweredInItsOrder(t *testing.T) {
	t.Parallel()
	many := choose(1000, 10_000)
	server := start(t, t.TempDir())
	ada := newcomer(t, server.URL, "ada")
	conn, err := dial(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // it is over
	_ = conn.SetDeadline(time.Now().Add(2 * program.Patience))
	go func() {
		out := bufio.NewWriter(conn)
		for i := range many {
			_, _ = fmt.Fprintf(out, "GET /api/auth/%d HTTP/1.1\r\nHost: a.example.com\r\nAuthorization: Bearer %s\r\n\r\n", i, ada.access)
		}
		_ = out.Flush() // an error shows where the answers are read
	}()
	in := bufio.NewReader(conn)
	for i := range many {
		a, err := readAnswer(in)
		if err != nil || a.status != http.StatusNotFound || !contains(a.body, fmt.Sprintf("/api/auth/%d ", i)) {
			t.Fatalf("answer %d: %d %s, %v", i, a.status, a.body, err)
		}
	}
	figure(t, "pipelining", "requests before the first answer was read", "%d", many)
	heldWithin(t, server, "pipelining", 256*mebibyte)
	endsWell(t, server)
}
