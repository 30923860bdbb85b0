package avatar

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"path"
	"time"

	"github.com/minio/minio-go/v7"
)

// S3 keeps images as objects in a bucket of an S3 API: Amazon's, MinIO, Ceph,
// Garage, SeaweedFS and the like. Several nodes share one bucket.
type S3 struct {
	client *minio.Core
	bucket string
	prefix string            // "" or ends with "/"
	hide   func(error) error // takes the secret out of errors; a function, which fmt cannot look into
}

// How long an answer may take. A request that a broken network swallowed must
// not hold a sign-up or a page for a minute, which is what the client allows.
const (
	dialTime   = 5 * time.Second
	answerTime = 10 * time.Second // until the first byte
	putTime    = 30 * time.Second // all in all, with repetitions
	attempts   = 3
)

// NewS3 returns the store at location, written as
//
//	s3://KEY:SECRET@host:port/bucket/prefix?region=eu-central-1&tls=off
//
// Key and secret are percent-encoded. Without them the usual places are asked, in
// this order: the AWS variables, the shared credentials file, the role of the
// machine. The prefix may be left out. The region is asked of the server when it
// is not given; tls=off is for a server on the same machine or network.
//
// Nothing is asked over the network here: a store that cannot be reached shows
// in Check. No error, of this function or of a method, contains the secret.
func NewS3(location string) (*S3, error) {
	at, err := parseLocation(location)
	if err != nil {
		return nil, err
	}
	transport, err := minio.DefaultTransport(at.tls)
	if err != nil {
		return nil, fmt.Errorf("setting up the image store: %w", err)
	}
	transport.DialContext = (&net.Dialer{Timeout: dialTime}).DialContext
	transport.ResponseHeaderTimeout = answerTime
	client, err := minio.NewCore(at.host, &minio.Options{
		Creds:      at.credentials(),
		Secure:     at.tls,
		Region:     at.region,
		Transport:  transport,
		MaxRetries: attempts,
	})
	if err != nil {
		return nil, fmt.Errorf("setting up the image store: %w", at.secret.hide(err))
	}
	return &S3{client: client, bucket: at.bucket, prefix: at.prefix, hide: at.secret.hide}, nil
}

// Put implements Store. An image goes up in one request, so there is never half
// of it; the server checks its MD5.
func (s *S3) Put(ctx context.Context, name Name, image []byte) error {
	if err := ready(ctx, name); err != nil {
		return err
	}
	bounded, cancel := context.WithTimeout(ctx, putTime)
	defer cancel()
	_, err := s.client.Client.PutObject(bounded, s.bucket, s.key(name),
		bytes.NewReader(image), int64(len(image)), minio.PutObjectOptions{
			ContentType:      name.Type(),
			DisableMultipart: true,
			SendContentMd5:   true,
		})
	return s.failed(ctx, "storing an image", err)
}

// Open implements Store. It makes one request; the body comes straight from the
// server, as fast as it is read.
func (s *S3) Open(ctx context.Context, name Name) (Stored, error) {
	if err := ready(ctx, name); err != nil {
		return Stored{}, err
	}
	body, info, _, err := s.client.GetObject(ctx, s.bucket, s.key(name), minio.GetObjectOptions{})
	if err != nil {
		return Stored{}, s.failed(ctx, "reading an image", err)
	}
	return Stored{Body: body, Size: info.Size, Modified: info.LastModified}, nil
}

// Remove implements Store. S3 itself says nothing about an object that was not
// there.
func (s *S3) Remove(ctx context.Context, name Name) error {
	if err := ready(ctx, name); err != nil {
		return err
	}
	bounded, cancel := context.WithTimeout(ctx, putTime)
	defer cancel()
	err := s.client.RemoveObject(bounded, s.bucket, s.key(name), minio.RemoveObjectOptions{})
	err = s.failed(ctx, "removing an image", err)
	if errors.Is(err, ErrNotFound) {
		return nil // some servers do say it
	}
	return err
}

// Each implements Store. Objects under the prefix that are not named like an
// image are somebody else's and passed over.
func (s *S3) Each(ctx context.Context, visit func(Name, time.Time) error) error {
	for object := range s.client.ListObjectsIter(ctx, s.bucket, minio.ListObjectsOptions{Prefix: s.prefix}) {
		if object.Err != nil {
			return s.failed(ctx, "listing images", object.Err)
		}
		if s.prefix+path.Base(object.Key) != object.Key {
			continue
		}
		name, notOurs := ParseName(path.Base(object.Key))
		if notOurs != nil {
			continue
		}
		if err := visit(name, object.LastModified); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("listing images: %w", err)
	}
	return nil
}

// Check implements Store: the bucket is there and may be seen.
func (s *S3) Check(ctx context.Context) error {
	bounded, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	there, err := s.client.BucketExists(bounded, s.bucket)
	if err == nil && !there {
		err = errors.New("there is no such bucket")
	}
	return s.failed(ctx, "checking the bucket for images", err)
}

func (s *S3) key(name Name) string { return s.prefix + string(name) }

// failed says what an error of the client means: the caller gave up, there is no
// such object, or the store is to blame, which takes in a missing bucket.
func (s *S3) failed(ctx context.Context, doing string, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%s: %w", doing, ctx.Err())
	}
	var answer minio.ErrorResponse
	if errors.As(err, &answer) && answer.Code == minio.NoSuchKey {
		return fmt.Errorf("%s: %w", doing, ErrNotFound)
	}
	if answer.Code == minio.AccessDenied {
		return unavailable(doing, fmt.Errorf("%w: %w", fs.ErrPermission, s.hide(err)))
	}
	return unavailable(doing, s.hide(err))
}
