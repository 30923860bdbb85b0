package crowd

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
)

// Person is the number, from 1, of somebody who has an account; it is also the
// id of the account. The numbers are below a thousand million.
type Person int

// Password is everybody's.
const Password = "Quiet-harbor-9"

// AppendEmail appends the address of a person. As among real people, the order
// of addresses is not that of ids: an index that grows only at its end would be
// too easy.
func (p Person) AppendEmail(b []byte) []byte {
	return append(p.appendName(b), ".garcia@example.com"...)
}

// appendName appends eight hexadecimal digits. Multiplying by an odd number
// (Knuth's) gives each 32-bit number another one.
func (p Person) appendName(b []byte) []byte {
	return appendPadded(b, uint64(uint32(p)*2654435761), 16, 8)
}

// appendPadded appends a number with zeros before it.
func appendPadded(b []byte, n uint64, base, width int) []byte {
	var room [20]byte
	digits := strconv.AppendUint(room[:0], n, base)
	for range width - len(digits) {
		b = append(b, '0')
	}
	return append(b, digits...)
}

// AppendLine appends the line of JSONL with the account of a person. All lines
// of one crowd have about the same length. hash is of Password.
func (p Person) AppendLine(b []byte, hash string) []byte {
	b = append(b, `{"id":`...)
	b = strconv.AppendInt(b, int64(p), 10)
	b = append(b, `,"username":"person_`...)
	b = p.appendName(b)
	b = append(b, `","email":"`...)
	b = p.AppendEmail(b)
	b = append(b, `","first_name":"María","last_name":"García `...)
	b = appendPadded(b, uint64(p), 10, 9)
	b = append(b, `","phone":"`...)
	b = appendPadded(b, uint64(p), 10, 10)
	b = append(b, `","role":"user","status":"active","password_hash":"`...)
	b = append(b, hash...)
	b = append(b, `","created_at":"2024-01-15T10:30:00Z","last_login_at":"2024-03-10T14:20:00.123Z"}`...)
	return append(b, '\n')
}

// WriteJSONL writes the accounts of persons 1 to size.
func WriteJSONL(w io.Writer, size int, hash string) error {
	out := bufio.NewWriterSize(w, 1<<20)
	var line []byte
	for p := Person(1); int(p) <= size; p++ {
		line = p.AppendLine(line[:0], hash)
		if _, err := out.Write(line); err != nil {
			return fmt.Errorf("writing accounts: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing accounts: %w", err)
	}
	return nil
}
