package password

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// Hash is an encoded password hash as it is stored: a PHC string for our own,
// another system's spelling for one that was brought over.
//
// It never prints itself: fmt, slog and error texts show "[password hash]".
// Whoever really wants the text, to store or to export it, converts with
// string(h).
type Hash string

const masked = "[password hash]"

// String returns the mask, never the hash.
func (Hash) String() string { return masked }

// GoString returns the mask, never the hash.
func (Hash) GoString() string { return masked }

// Format writes the mask for every verb. String alone would not do: %x and %q
// look at the bytes themselves.
func (Hash) Format(w fmt.State, _ rune) { io.WriteString(w, masked) } //nolint:errcheck // fmt.State keeps no error

// LogValue returns the mask, never the hash.
func (Hash) LogValue() slog.Value { return slog.StringValue(masked) }

// MarshalText always fails. A Hash inside a struct that is encoded as JSON would
// otherwise either leave the server or be replaced by its mask in an export;
// both are worse than an error in the first test that tries.
func (Hash) MarshalText() ([]byte, error) {
	return nil, errors.New("a password hash is not encoded implicitly: convert it with string")
}

// Value gives SQL drivers the hash itself. Without it a driver that prefers
// fmt.Stringer (pgx does in its text modes) would store the mask, and nobody
// could sign in again.
func (h Hash) Value() (driver.Value, error) { return string(h), nil }
