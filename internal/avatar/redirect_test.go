package avatar_test

import (
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"perfil/internal/avatar"
)

// Whoever has taken over the place of the bucket must not be able to send the
// server, and what it signs, to another one behind the firewall.
func TestABucketThatPointsElsewhereIsNotFollowed(t *testing.T) {
	var asked atomic.Int32
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.WriteHeader(http.StatusOK)
	}))
	t.Cleanup(elsewhere.Close)
	for _, status := range []int{http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		pointing := httptest.NewServer(http.RedirectHandler(elsewhere.URL, status))
		store := bucket(t, pointing.Listener.Addr().String(), "")
		for method, err := range broken(t.Context(), store) {
			if err == nil {
				t.Errorf("%d: %s works", status, method)
			}
		}
		pointing.Close()
	}
	if n := asked.Load(); n > 0 {
		t.Errorf("another host was asked %d times", n)
	}
}

// Whoever sits on the way to the bucket must not pass for it: the pictures of a backup, and its database, go there.
func TestABucketWithACertificateOfNobodyIsNotBelieved(t *testing.T) {
	t.Parallel() // it is tried again after pauses
	var asked atomic.Int32
	stranger := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.WriteHeader(http.StatusOK)
	}))
	stranger.Config.ErrorLog = log.New(io.Discard, "", 0)
	stranger.StartTLS()
	t.Cleanup(stranger.Close)
	store, err := avatar.NewS3(strings.TrimSuffix(location(stranger.Listener.Addr().String(), "/pictures"), "&tls=off"))
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Put(t.Context(), avatar.NewName(pngImage), pngImage.Bytes); !errors.Is(err, avatar.ErrUnavailable) {
		t.Errorf("put: %v", err)
	}
	if err := store.Check(t.Context()); !errors.Is(err, avatar.ErrUnavailable) {
		t.Errorf("check: %v", err)
	}
	if n := asked.Load(); n > 0 {
		t.Errorf("it was asked %d times", n)
	}
}
