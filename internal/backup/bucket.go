package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"time"

	"perfil/internal/avatar"
)

// bucket keeps backups as objects of an S3 API.
type bucket struct{ objects *avatar.Objects }

func newBucket(location string) (*bucket, error) {
	objects, err := avatar.NewObjects(location)
	if err != nil {
		return nil, fmt.Errorf("the bucket of backups: %w", err)
	}
	return &bucket{objects}, nil
}

// Create implements Place.
func (b *bucket) Create(ctx context.Context, name string, write func(io.Writer) error, check func(io.Reader) error) error {
	if err := b.uploadNew(ctx, name, write); err != nil || check == nil {
		return err
	}
	err := b.readBack(ctx, name, check)
	for range readAgain {
		if !errors.Is(err, avatar.ErrUnavailable) || ctx.Err() != nil {
			break
		}
		err = b.readBack(ctx, name, check)
	}
	if err == nil {
		return nil
	}
	// Also when it was the end of ctx that cut the check off.
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), removeTime)
	defer cancel()
	if failed := b.Remove(limit, name); failed != nil {
		return unread(fmt.Errorf("%w (and it cannot be removed: %w)", err, failed))
	}
	return unread(err)
}

// readAgain is how often a backup that is stored is read once more when the connection
// breaks: it may be good, and the next try for another one is a day away.
const readAgain = 2

// removeTime is how long a server that stops waits for a bucket to forget what was
// not read back.
const removeTime = 5 * time.Second

func (b *bucket) readBack(ctx context.Context, name string, check func(io.Reader) error) error {
	stored, err := b.Open(ctx, name)
	if err != nil {
		return err
	}
	defer stored.Close() //nolint:errcheck // only read
	return check(stored)
}

// Replace implements Place.
func (b *bucket) Replace(ctx context.Context, name string, write func(io.Writer) error) error {
	return b.upload(ctx, name, write)
}

// uploadNew looks for the name before the work and once more when all of it is
// written, which is before the upload is made an object. The condition of the S3 API
// (If-None-Match) would leave no moment in between; the client sends it only where it
// knows the length of an upload beforehand.
func (b *bucket) uploadNew(ctx context.Context, name string, write func(io.Writer) error) error {
	free := func() error {
		taken, err := b.Has(ctx, name)
		switch {
		case errors.Is(err, fs.ErrPermission):
			return nil // who may only write has nothing else to go by
		case err != nil:
			return fmt.Errorf("whether the bucket has a backup of that name cannot be found out: %w", err)
		case taken:
			return fmt.Errorf("%w: %s", ErrTaken, name)
		}
		return nil
	}
	if err := free(); err != nil {
		return err
	}
	return b.upload(ctx, name, func(w io.Writer) error {
		if err := write(w); err != nil {
			return err
		}
		return free()
	})
}

// upload stores what write writes while it is written.
func (b *bucket) upload(ctx context.Context, name string, write func(io.Writer) error) error {
	from, to := io.Pipe()
	written := make(chan error, 1)
	go func() {
		err := write(to)
		written <- err
		_ = to.CloseWithError(err) // nil: the end
	}()
	uploaded := b.objects.Upload(ctx, name, from)
	_ = from.CloseWithError(errUpload) // lets go of write
	if err := <-written; err != nil && !errors.Is(err, errUpload) {
		return err
	}
	if uploaded != nil {
		return fmt.Errorf("the backup cannot be stored in the bucket: %w", uploaded)
	}
	return nil
}

// errUpload is what write gets to hear when the upload has ended before it.
var errUpload = errors.New("the bucket takes no more")

func (b *bucket) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	body, _, err := b.objects.Download(ctx, name)
	switch {
	case errors.Is(err, avatar.ErrNotFound):
		return nil, fmt.Errorf("%w: %s", ErrAbsent, name)
	case err != nil:
		return nil, fmt.Errorf("the backup cannot be read from the bucket: %w", err)
	}
	return body, nil
}

func (b *bucket) Has(ctx context.Context, name string) (bool, error) { return b.objects.Has(ctx, name) }

func (b *bucket) Each(ctx context.Context) iter.Seq2[Stored, error] {
	return func(yield func(Stored, error) bool) {
		for object, err := range b.objects.Each(ctx) {
			if !yield(Stored{object.Name, object.Size, object.Modified.UTC()}, err) || err != nil {
				return
			}
		}
	}
}

func (b *bucket) Remove(ctx context.Context, name string) error { return b.objects.Remove(ctx, name) }
