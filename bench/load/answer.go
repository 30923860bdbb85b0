package load

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
)

// maxAnswer bounds what a server may answer, head and body: the profiles that
// are measured are a few hundred bytes.
const maxAnswer = 64 << 10

var (
	errForm  = errors.New("the answer is no HTTP/1.1 with a Content-Length")
	errLarge = errors.New("the answer is larger than 64 KiB")
)

// answers reads one answer after the other from a connection.
type answers struct {
	conn   net.Conn
	buffer []byte
}

// next reads one whole answer. Its body is good until the next call.
func (a *answers) next() (status int, body []byte, err error) {
	var h head
	for filled := 0; h.size == 0 || filled < h.size+h.length; {
		if filled == len(a.buffer) || h.size+h.length > len(a.buffer) {
			return 0, nil, errLarge
		}
		n, err := a.conn.Read(a.buffer[filled:])
		if err != nil {
			return 0, nil, broken(err)
		}
		filled += n
		if h.size == 0 {
			if h, err = parseHead(a.buffer[:filled]); err != nil {
				return 0, nil, err
			}
		}
		if more := filled - h.size - h.length; h.size > 0 && more > 0 {
			return 0, nil, fmt.Errorf("%w: %d bytes follow it", errForm, more)
		}
	}
	return h.status, a.buffer[h.size : h.size+h.length], nil
}

// broken says that an end of the connection came too early.
func broken(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// head is what matters of the lines before a body.
type head struct {
	size   int // of the head itself; 0 when it is not complete yet
	status int
	length int // of the body
}

var (
	version       = []byte("HTTP/1.1 ")
	endOfHead     = []byte("\r\n\r\n")
	contentLength = []byte("Content-Length")
)

func parseHead(b []byte) (head, error) {
	end := bytes.Index(b, endOfHead)
	if end < 0 {
		return head{}, nil
	}
	line, rest, _ := bytes.Cut(b[:end+2], endOfHead[:2])
	digits, ok := bytes.CutPrefix(line, version)
	if !ok || len(digits) < 3 {
		return head{}, errForm
	}
	status, err := strconv.Atoi(string(digits[:3]))
	if err != nil {
		return head{}, errForm
	}
	h := head{size: end + len(endOfHead), status: status}
	if status == 204 || status == 304 {
		return h, nil
	}
	h.length, err = lengthIn(rest)
	return h, err
}

// lengthIn finds the Content-Length among the lines of a head.
func lengthIn(lines []byte) (int, error) {
	for len(lines) > 0 {
		var line []byte
		line, lines, _ = bytes.Cut(lines, endOfHead[:2])
		// Two names only have this length, so the slow comparison is rare.
		if len(line) <= len(contentLength) || line[len(contentLength)] != ':' || !bytes.EqualFold(line[:len(contentLength)], contentLength) {
			continue
		}
		n, err := strconv.ParseUint(string(bytes.TrimSpace(line[len(contentLength)+1:])), 10, 31)
		switch {
		case err != nil:
			return 0, errForm
		case n > maxAnswer:
			return 0, errLarge
		}
		return int(n), nil
	}
	return 0, errForm
}
