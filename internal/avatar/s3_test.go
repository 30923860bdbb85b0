package avatar_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"perfil/internal/avatar"
)

const (
	keyID  = "AKIDEXAMPLE"
	hidden = "wJalrXUtnFEMI/K7MDENG" // has to be percent-encoded
)

// server starts an S3 server with the bucket "pictures" and returns its host.
func server(t *testing.T) string {
	t.Helper()
	return serverBehind(t, func(h http.Handler) http.Handler { return h })
}

func serverBehind(t *testing.T, before func(http.Handler) http.Handler) string {
	t.Helper()
	memory := s3mem.New()
	if err := memory.CreateBucket("pictures"); err != nil {
		t.Fatal(err)
	}
	started := httptest.NewServer(before(gofakes3.New(memory).Server()))
	t.Cleanup(started.Close)
	return started.Listener.Addr().String()
}

func location(host, path string) string {
	return fmt.Sprintf("s3://%s:%s@%s%s?region=eu-central-1&tls=off",
		keyID, strings.ReplaceAll(hidden, "/", "%2F"), host, path)
}

func bucket(t *testing.T, host, prefix string) *avatar.S3 {
	t.Helper()
	store, err := avatar.NewS3(location(host, "/pictures"+prefix))
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func TestPrefixesKeepStoresApart(t *testing.T) {
	host := server(t)
	whole, one, other := bucket(t, host, ""), bucket(t, host, "/one"), bucket(t, host, "/one/more/")
	stores := []*avatar.S3{whole, one, other}
	var kept []avatar.Name
	for _, store := range stores {
		kept = append(kept, keep(t, store, pngImage.Bytes))
	}
	for i, store := range stores {
		if got := names(t, store); len(got) != 1 || got[0] != kept[i] {
			t.Errorf("visited %v, want %s", got, kept[i])
		}
	}
}

func TestTheStoreDoesNotPrintItsSecret(t *testing.T) {
	store := bucket(t, server(t), "")
	if text := fmt.Sprintf("%v %+v %#v", store, *store, *store); strings.Contains(text, hidden) {
		t.Error(text)
	}
}

func TestAThousandImagesAreVisited(t *testing.T) {
	store := bucket(t, server(t), "/many")
	const many = 1003 // more than one page of a listing
	for range many {
		keep(t, store, pngImage.Bytes)
	}
	if got := len(names(t, store)); got != many {
		t.Errorf("visited %d", got)
	}
}

func TestImagesAreStoredWithTheirType(t *testing.T) {
	types := make(chan string, 2)
	host := serverBehind(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPut {
				types <- r.Header.Get("Content-Type")
			}
			next.ServeHTTP(w, r)
		})
	})
	store := bucket(t, host, "")
	for _, want := range []string{"image/png", "image/jpeg"} {
		if err := store.Put(t.Context(), avatar.NewName(avatar.Image{Type: want}), pngImage.Bytes); err != nil {
			t.Fatal(err)
		}
		if got := <-types; got != want {
			t.Errorf("stored as %q, want %q", got, want)
		}
	}
}

// broken returns the errors of every method.
func broken(ctx context.Context, store *avatar.S3) map[string]error {
	name := avatar.NewName(pngImage)
	_, opening := store.Open(ctx, name)
	return map[string]error{
		"open":   opening,
		"put":    store.Put(ctx, name, pngImage.Bytes),
		"remove": store.Remove(ctx, name),
		"check":  store.Check(ctx),
		"each":   store.Each(ctx, func(avatar.Name, time.Time) error { return nil }),
	}
}

func TestAServerThatFailsIsUnavailable(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	denying := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprintf(w, "<Error><Code>SignatureDoesNotMatch</Code><Message>it was %s</Message></Error>", hidden)
	}))
	t.Cleanup(denying.Close)
	talking := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusConflict)
		fmt.Fprint(w, "<html>no S3 server</html>")
	}))
	t.Cleanup(talking.Close)
	for name, at := range map[string]string{
		"not there":      location(gone.Listener.Addr().String(), "/pictures"),
		"access denied":  location(denying.Listener.Addr().String(), "/pictures"),
		"no S3 server":   location(talking.Listener.Addr().String(), "/pictures"),
		"another bucket": location(server(t), "/missing"),
	} {
		store, err := avatar.NewS3(at)
		if err != nil {
			t.Fatal(err)
		}
		for method, err := range broken(t.Context(), store) {
			if !errors.Is(err, avatar.ErrUnavailable) || errors.Is(err, avatar.ErrNotFound) {
				t.Errorf("%s, %s: %v", name, method, err)
			}
			if err != nil && (strings.Contains(err.Error(), hidden) || strings.Contains(err.Error(), "wJalr")) {
				t.Errorf("%s, %s: the secret shows: %v", name, method, err)
			}
		}
	}
}

// A server that does not answer holds nobody who has gone.
func TestASilentServerLetsGo(t *testing.T) {
	asked, done := make(chan struct{}, 9), make(chan struct{})
	silent := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		asked <- struct{}{}
		<-done
	}))
	t.Cleanup(silent.Close)
	t.Cleanup(func() { close(done) })
	store, err := avatar.NewS3(location(silent.Listener.Addr().String(), "/pictures"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-asked; cancel() }()
	if _, err := store.Open(ctx, avatar.NewName(pngImage)); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestCredentialsComeFromTheEnvironment(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDFROMENV")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "from the environment")
	signed := make(chan string, 1)
	host := serverBehind(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			signed <- r.Header.Get("Authorization")
			next.ServeHTTP(w, r)
		})
	})
	store, err := avatar.NewS3("s3://" + host + "/pictures?region=eu-central-1&tls=off")
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := <-signed; !strings.Contains(got, "AKIDFROMENV") || !strings.Contains(got, "eu-central-1") {
		t.Errorf("signed %q", got)
	}
}

func TestALocationThatIsWrongIsRefusedWithoutShowingIt(t *testing.T) {
	for name, at := range map[string]string{
		"nothing":           "",
		"a folder":          "/var/lib/perfil/" + hidden,
		"another scheme":    "https://key:" + hidden + "@host/pictures",
		"no host":           "s3:///pictures/" + hidden,
		"no bucket":         "s3://key:" + "wJalr@host",
		"bad bucket":        "s3://key:wJalr@host/A_b",
		"secret as it is":   "s3://key:" + hidden + "@host/pictures",
		"bad escape":        "s3://key:%zz" + "wJalr@host/pictures",
		"no secret":         "s3://wJalr@host/pictures",
		"no key":            "s3://:wJalr@host/pictures",
		"unknown option":    "s3://key:wJalr@host/pictures?wJalr=1",
		"tls maybe":         "s3://key:wJalr@host/pictures?tls=maybe",
		"region twice":      "s3://key:wJalr@host/pictures?region=a&region=b",
		"broken options":    "s3://key:wJalr@host/pictures?region=%zz",
		"fragment":          "s3://key:wJalr@host/pictures#wJalr",
		"host with a space": "s3://key:wJalr@ho st/pictures",
		"host of dots":      "s3://key:wJalr@..../pictures",
	} {
		_, err := avatar.NewS3(at)
		if err == nil || strings.Contains(err.Error(), "wJalr") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
