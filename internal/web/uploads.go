package web

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
)

// ErrCrowded is a file for which there is no room among those that are being read
// or used now. It is the server's state and not the client's fault: answer 503
// with Retry-After.
var ErrCrowded = errors.New("too many files are being read")

// Uploads bounds the memory of the files that all requests hold together. Each
// alone is bounded by MaxFile, but two hundred clients who send a file each and
// leave out the last byte would hold 2 GB for a minute.
type Uploads struct{ left atomic.Int64 }

// NewUploads makes room for so many bytes of files.
func NewUploads(size int64) *Uploads {
	u := &Uploads{}
	u.left.Store(size)
	return u
}

// block is the piece in which room is taken: as the bytes come, so that who
// announces much and sends nothing takes none.
const block = 64 << 10

// fill copies from in to out and takes room for what it copies, until the request
// of ctx is answered; at once where nothing comes of it. Errors: ErrCrowded, and
// those of the reader.
func (u *Uploads) fill(ctx context.Context, out io.Writer, in io.Reader) (size int64, err error) {
	var taken int64
	defer func() {
		if err != nil {
			u.left.Add(taken)
			return
		}
		context.AfterFunc(ctx, func() { u.left.Add(taken) })
	}()
	for {
		if u.left.Add(-block) < 0 {
			u.left.Add(block)
			return size, ErrCrowded
		}
		taken += block
		n, err := io.CopyN(out, in, block)
		size += n
		if err == io.EOF {
			return size, nil
		}
		if err != nil {
			return size, err
		}
	}
}
