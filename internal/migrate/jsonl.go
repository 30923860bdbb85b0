package migrate

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
)

// MaxLine bounds a line of JSONL in bytes, without its end. The longest account
// that can be taken needs some 7 KiB.
const MaxLine = 64 << 10

// JSONL is a Source of lines with a JSON object (RFC 8259) each, in UTF-8. The
// keys are those of the list in keys.go, case-sensitive, in any order. A key
// that is not in the list, or stands twice, is a fault: dropping a misspelt
// last_login_at without a word would lose what it holds.
//
// A byte order mark at the start, CRLF and empty lines are tolerated. A line
// that is longer than MaxLine is a fault of that line.
type JSONL struct {
	input *bufio.Reader
	line  lineParser
}

// NewJSONL returns the Source of what input holds.
func NewJSONL(input io.Reader) *JSONL {
	return &JSONL{input: bufio.NewReaderSize(input, MaxLine+len("\r\n"))}
}

// Name is "jsonl".
func (*JSONL) Name() string { return "jsonl" }

// Place says "line 17".
func (*JSONL) Place(position int64) string { return fmt.Sprintf("line %d", position) }

// Each reads the lines. Positions are line numbers from 1.
func (s *JSONL) Each(ctx context.Context, yield func(Entry) error) error {
	var offset int64
	for number := int64(1); ; number++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		line, size, err := s.readLine()
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("line %d cannot be read: %w", number, err)
		}
		offset += size
		if number == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		if len(bytes.TrimSpace(line)) > 0 {
			e := s.entry(line)
			e.Position, e.Offset = number, offset
			if err := yield(e); err != nil {
				return err
			}
		}
		if err != nil {
			return nil
		}
	}
}

func (s *JSONL) entry(line []byte) Entry {
	if len(line) > MaxLine {
		return Entry{Faults: []string{fmt.Sprintf("the line is longer than %d bytes", MaxLine)}}
	}
	return s.line.parse(line)
}

// readLine returns the next line without its end, good until the next call, and
// how many bytes were read. Of a line that is too long it returns what fits in
// the buffer, which is more than MaxLine, and skips the rest. io.EOF comes
// together with the last line.
func (s *JSONL) readLine() (line []byte, size int64, err error) {
	line, err = s.input.ReadSlice('\n')
	size = int64(len(line))
	if !errors.Is(err, bufio.ErrBufferFull) {
		line = bytes.TrimSuffix(line, []byte("\n"))
		return bytes.TrimSuffix(line, []byte("\r")), size, err
	}
	for errors.Is(err, bufio.ErrBufferFull) {
		var more []byte
		more, err = s.input.ReadSlice('\n')
		size += int64(len(more))
	}
	// Skipping overwrote the buffer; only the length matters from here on.
	return line, size, err
}
