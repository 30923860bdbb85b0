// Command floor is the least that an HTTP server in Go can do: net/http and
// nothing else, giving everybody the same answer. What a server costs more than
// that is its own doing.
//
// The answer is one that the server under test gave, so that both send the same
// headers and as many bytes.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
)

func main() {
	file := flag.String("answer", "", "`file` with the answer to give, as it came over the wire")
	flag.Parse()
	if err := serve(*file); err != nil {
		fmt.Fprintln(os.Stderr, "floor:", err)
		os.Exit(1)
	}
}

func serve(file string) error {
	handler, err := read(file)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("floor is listening on http://%s\n", listener.Addr())
	return http.Serve(listener, handler)
}

// answer is always the same.
type answer struct {
	headers http.Header
	body    []byte
}

func (a *answer) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	headers := w.Header()
	for name, values := range a.headers {
		headers[name] = values
	}
	_, _ = w.Write(a.body) // a client that has gone needs none
}

func read(file string) (*answer, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // nothing was written
	r, err := http.ReadResponse(bufio.NewReader(f), nil)
	if err != nil {
		return nil, fmt.Errorf("%s holds no answer: %w", file, err)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("%s holds half an answer: %w", file, err)
	}
	// net/http makes these two by itself.
	r.Header.Del("Date")
	r.Header.Del("Content-Length")
	return &answer{headers: r.Header, body: body}, nil
}
