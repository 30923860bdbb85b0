package web

import (
	"net/http"
	"strconv"
)

// NoSniff puts "X-Content-Type-Options: nosniff" on every answer of next, so
// that no browser takes the JSON or the picture of a stranger for a page.
func NoSniff(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

// NoStore keeps the answer out of every cache (RFC 9111, section 5.2.2.5). It
// belongs on whatever carries a token or a profile.
func NoStore(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
}

// WriteJSON sends a whole JSON document as the answer. There is no charset in
// its type because JSON knows none (RFC 8259, section 11). An error of the
// write is dropped: it means that the client has gone, and there is nobody
// left to tell.
func WriteJSON(w http.ResponseWriter, status int, body []byte) {
	h := w.Header()
	values := []string{"application/json", strconv.Itoa(len(body))} // one allocation for two headers
	h["Content-Type"] = values[:1:1]
	h["Content-Length"] = values[1:]
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
