package avatar

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// What a store can answer besides what was asked for.
var (
	// ErrNotFound: no image is stored under this name, or it is no name.
	ErrNotFound = errors.New("no such image")
	// ErrUnavailable: the disk is full or failing, the folder or the bucket is not
	// there or not reachable. The same call may work later: answer 503.
	ErrUnavailable = errors.New("the image store is unavailable")
)

// Store keeps images. Both stores are safe for concurrent use, also by several
// processes. Besides the errors named below, every method returns the error of
// ctx when that ended first.
type Store interface {
	// Put keeps image under name. When it returns nil the image survives a crash
	// of the process and of the machine; when it does not, it is there whole or not
	// at all, and the name should not be used. Errors: ErrUnavailable; ErrNotFound for what is no name.
	Put(ctx context.Context, name Name, image []byte) error

	// Open returns the image of that name; the caller closes its Body.
	// Errors: ErrNotFound, ErrUnavailable.
	Open(ctx context.Context, name Name) (Stored, error)

	// Remove forgets the image of that name. That there is none is no error: a
	// removal that was cut short is asked for again. Errors: ErrUnavailable;
	// ErrNotFound for what is no name.
	Remove(ctx context.Context, name Name) error

	// Each calls visit for every image, in no particular order, with the time it
	// was put there, and stops at the first error, which it returns. What is put
	// or removed meanwhile may be visited or not; visit may remove. It is there
	// to find images that no account shows: whoever does, leaves the young ones
	// alone, whose account is perhaps not saved yet. Errors: ErrUnavailable, and
	// those of visit.
	Each(ctx context.Context, visit func(name Name, modified time.Time) error) error

	// Check says whether images can be read at this moment. It writes nothing, so
	// a full disk passes: profiles and images can still be served.
	// Errors: ErrUnavailable.
	Check(ctx context.Context) error
}

// Stored is an image that is being read.
type Stored struct {
	Body     io.ReadCloser
	Size     int64 // bytes
	Modified time.Time
}

// ready is what every method asks first.
func ready(ctx context.Context, name Name) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("before the image store was asked: %w", err)
	}
	_, err := ParseName(string(name))
	return err
}

// unavailable wraps what went wrong while doing something, if anything did.
func unavailable(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w: %w", doing, ErrUnavailable, err)
}
