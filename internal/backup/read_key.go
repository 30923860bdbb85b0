package backup

import (
	"archive/tar"
	"bytes"
)

// Bounds of a key in bytes, without the end of its line. No server takes another one:
// less can be guessed, and more is not what it wrote.
const (
	minKey     = 32
	longestKey = 4096
)

// key takes the key, if it is one. That its digest is right is not enough: a server
// would refuse to start with it, after the restore had said that all was well, and the
// advice would be to bring the key back from a backup.
func (r *reader) key(h *tar.Header) error {
	text, err := r.small(h)
	if err != nil {
		return err
	}
	if !isKey(bytes.TrimRight(text, "\r\n")) {
		return damaged("what it has for its key is too short or too long to be one, or no line of text")
	}
	if err := r.sink.Take(h.Name, bytes.NewReader(text), h.Size); err != nil {
		return err
	}
	r.note(h.Name, text)
	return nil
}

// isKey wants a line of text without spaces, as package datadir does.
func isKey(s []byte) bool {
	for _, c := range s {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return len(s) >= minKey && len(s) <= longestKey
}
