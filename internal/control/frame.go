package control

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

type kind byte

const (
	kindRequest     kind = 'r'
	kindInput       kind = 'i'
	kindInputEnd    kind = 'e'
	kindOutput      kind = 'o'
	kindDiagnostics kind = 'd'
	kindExit        kind = 'x'
)

const (
	headerSize = 5
	maxPayload = 64 << 10
)

var errFrame = errors.New("the other side does not speak the language of this socket")

// readFrame returns io.EOF only between two frames.
func readFrame(r io.Reader) (kind, []byte, error) {
	var header [headerSize]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return 0, nil, err
	}
	size := binary.BigEndian.Uint32(header[1:])
	if size > maxPayload {
		return 0, nil, fmt.Errorf("%w: a frame of %d bytes", errFrame, size)
	}
	payload := make([]byte, size)
	if _, err := io.ReadFull(r, payload); err != nil {
		return 0, nil, io.ErrUnexpectedEOF
	}
	return kind(header[0]), payload, nil
}

// writeFrame sends header and payload in one write, so that frames of several
// goroutines never mix as long as the writer itself is safe for them.
func writeFrame(w io.Writer, k kind, payload []byte) error {
	if len(payload) > maxPayload {
		return fmt.Errorf("a frame of %d bytes is too large", len(payload))
	}
	frame := make([]byte, headerSize, headerSize+len(payload))
	frame[0] = byte(k)
	binary.BigEndian.PutUint32(frame[1:], uint32(len(payload)))
	_, err := w.Write(append(frame, payload...))
	return err
}
