package e2e_test

import (
	"fmt"
	"net/http/httptest"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// bucket is one bucket on a server of its own that speaks the S3 API.
type bucket struct {
	objects *s3mem.Backend
	server  *httptest.Server
}

const bucketName = "pictures"

func newBucket() (*bucket, error) {
	b := &bucket{objects: s3mem.New()}
	if err := b.objects.CreateBucket(bucketName); err != nil {
		return nil, err
	}
	b.server = httptest.NewServer(gofakes3.New(b.objects).Server())
	return b, nil
}

// location is what PERFIL_AVATARS takes. The credentials are for the
// environment.
func (b *bucket) location() string {
	return "s3://" + b.server.Listener.Addr().String() + "/" + bucketName + "/avatars?tls=off&region=eu-central-1"
}

func (b *bucket) holds(want int) error {
	list, err := b.objects.ListBucket(bucketName, nil, gofakes3.ListBucketPage{})
	if err != nil {
		return err
	}
	if len(list.Contents) != want {
		return fmt.Errorf("the bucket holds %d objects, want %d", len(list.Contents), want)
	}
	return nil
}

func (b *bucket) close() { b.server.Close() }
