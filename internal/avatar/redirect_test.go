package avatar_test

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
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
