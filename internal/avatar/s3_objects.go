package avatar

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"github.com/minio/minio-go/v7"
)

// Objects is a place in a bucket for what is no picture: backups. It shares with
// S3 how a bucket is reached, written and kept from showing its secret.
type Objects struct{ s3 *S3 }

// NewObjects returns the place at a location, written as for NewS3. Nothing is
// asked over the network here.
func NewObjects(location string) (*Objects, error) {
	s3, err := NewS3(location)
	if err != nil {
		return nil, err
	}
	return &Objects{s3}, nil
}

// Object is one of them.
type Object struct {
	Name     string // below the prefix of the location
	Size     int64
	Modified time.Time
}

// partSize is how much of an object is in memory while it goes up. A bucket takes
// ten thousand parts, which makes 160 GB.
const partSize = 16 << 20

// Upload stores what from gives under name. The object is there whole once it
// returns nil, and not at all before. Errors: those of from; ErrUnavailable.
func (o *Objects) Upload(ctx context.Context, name string, from io.Reader) error {
	_, err := o.s3.client.Client.PutObject(ctx, o.s3.bucket, o.s3.prefix+name, from, -1, minio.PutObjectOptions{
		ContentType: "application/octet-stream", PartSize: partSize, NumThreads: 1,
		// Parts of which every piece is signed are not what all servers understand;
		// the server checks the MD5 of each part, and what is stored has digests of
		// its own.
		SendContentMd5: true, DisableContentSha256: true,
	})
	return o.s3.failed(ctx, "storing an object", err)
}

// Download reads an object; the caller closes it. ErrNotFound, ErrUnavailable,
// the latter also in the middle of it.
func (o *Objects) Download(ctx context.Context, name string) (io.ReadCloser, int64, error) {
	body, info, _, err := o.s3.client.GetObject(ctx, o.s3.bucket, o.s3.prefix+name, minio.GetObjectOptions{})
	if err != nil {
		return nil, 0, o.s3.failed(ctx, "reading an object", err)
	}
	return &download{ReadCloser: body, s3: o.s3, ctx: ctx}, info.Size, nil
}

// download tells a connection that broke from an object that ends: its own error for
// both is io.ErrUnexpectedEOF, which says of an archive that it is damaged.
type download struct {
	io.ReadCloser
	s3  *S3
	ctx context.Context //nolint:containedctx // of the one request whose body this is
}

func (d *download) Read(p []byte) (int, error) {
	n, err := d.ReadCloser.Read(p)
	if err == nil || errors.Is(err, io.EOF) {
		return n, err
	}
	return n, d.s3.failed(d.ctx, "reading an object", fmt.Errorf("the connection broke: %v", err)) //nolint:errorlint // see above
}

// Has says whether there is an object of that name. ErrUnavailable, which is also
// [fs.ErrPermission] where nobody may look.
func (o *Objects) Has(ctx context.Context, name string) (bool, error) {
	bounded, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	_, err := o.s3.client.StatObject(bounded, o.s3.bucket, o.s3.prefix+name, minio.StatObjectOptions{})
	err = o.s3.failed(ctx, "looking for an object", err)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// Each lists the objects directly below the prefix.
func (o *Objects) Each(ctx context.Context) iter.Seq2[Object, error] {
	return func(yield func(Object, error) bool) {
		for object := range o.s3.client.ListObjectsIter(ctx, o.s3.bucket, minio.ListObjectsOptions{Prefix: o.s3.prefix}) {
			if object.Err != nil {
				yield(Object{}, o.s3.failed(ctx, "listing objects", object.Err))
				return
			}
			if !yield(Object{object.Key[min(len(o.s3.prefix), len(object.Key)):], object.Size, object.LastModified}, nil) {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(Object{}, fmt.Errorf("listing objects: %w", err))
		}
	}
}

// Remove forgets an object. That there is none is no error.
func (o *Objects) Remove(ctx context.Context, name string) error {
	bounded, cancel := context.WithTimeout(ctx, putTime)
	defer cancel()
	err := o.s3.failed(ctx, "removing an object",
		o.s3.client.RemoveObject(bounded, o.s3.bucket, o.s3.prefix+name, minio.RemoveObjectOptions{}))
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}
