package web

import (
	"bufio"
	"errors"
	"io"
	"net/http"
)

// Bounds on what is read from a client.
const (
	// MaxBody is the largest body without files, in bytes.
	MaxBody = 100 << 10
	// MaxFile is the largest uploaded file, in bytes.
	MaxFile = 5 << 20
	// MaxUpload is the largest body with files: one file, the texts beside it
	// and what multipart puts around them.
	MaxUpload = MaxFile + envelope
	// MaxDepth is how deep arrays and objects may be nested, the outermost
	// one counted.
	MaxDepth = 64

	envelope = 64 << 10
	// linger is how much of a body that is refused is read and thrown away
	// before the answer. Many clients look for an answer only after they have
	// sent everything; cut off in the middle, they report a broken connection
	// instead of our answer.
	linger = 16 << 20
)

var (
	// ErrTooLarge is a body over its limit, or over the limit of its texts.
	ErrTooLarge = errors.New("request body is too large")
	// ErrTooDeep is JSON nested deeper than [MaxDepth].
	ErrTooDeep = errors.New("request body is nested too deeply")
	// ErrIncomplete is a body that ended early or broke off: the client went
	// away, took too long, or its chunks are malformed.
	ErrIncomplete = errors.New("request body is incomplete")
)

// ReadBody reads the whole body, which may be empty. Errors: [ErrTooLarge] for
// more than limit bytes, announced or chunked, and [ErrIncomplete].
func ReadBody(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	if r.ContentLength == 0 {
		return nil, nil
	}
	in, err := openBody(w, r, limit)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(in)
	if err != nil {
		return nil, in.cause
	}
	return body, nil
}

// DropBody reads the body and forgets it, for a request whose body is never
// looked at. The errors are those of [ReadBody].
func DropBody(w http.ResponseWriter, r *http.Request, limit int64) error {
	if r.ContentLength == 0 {
		return nil
	}
	in, err := openBody(w, r, limit)
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, in); err != nil {
		return in.cause
	}
	return nil
}

// bodyReader reads at most its limit and remembers why it stopped, so that
// after a parser failed one can tell the network's fault from the text's.
type bodyReader struct {
	limited io.Reader
	rest    io.Reader // the body without the limit
	cause   error     // nil, ErrTooLarge or ErrIncomplete
}

// openBody refuses a body that announces too much before a byte is read.
func openBody(w http.ResponseWriter, r *http.Request, limit int64) (*bodyReader, error) {
	if r.ContentLength > limit {
		switch {
		case r.ContentLength > linger: // it would be cut off all the same, only later
			w.Header().Set("Connection", "close")
		case r.Header.Get("Expect") == "": // who asked first has not sent anything yet
			discard(r.Body)
		}
		return nil, ErrTooLarge
	}
	return &bodyReader{limited: http.MaxBytesReader(w, r.Body, limit), rest: r.Body}, nil
}

func (b *bodyReader) Read(p []byte) (int, error) {
	n, err := b.limited.Read(p)
	if err == nil || err == io.EOF || b.cause != nil {
		return n, err
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		discard(b.rest)
		b.cause = ErrTooLarge
	} else {
		b.cause = ErrIncomplete
	}
	return n, err
}

// discard reads on for good manners only, so whatever goes wrong is no matter.
func discard(body io.Reader) { _, _ = io.CopyN(io.Discard, body, linger) }

// peekEmpty says whether the body has no byte at all, and returns a reader
// that still has all of it.
func (b *bodyReader) peekEmpty() (*bufio.Reader, bool) {
	buffered := bufio.NewReader(b)
	_, err := buffered.Peek(1)
	return buffered, err == io.EOF
}
