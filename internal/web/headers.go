package web

import (
	"net/http"
	"strconv"
)

// NoSniff puts "X-Content-Type-Options: nosniff" on every answer of next, so
// that no browser takes the JSON or the picture of a stranger for a page.
func NoSniff(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header()["X-Content-Type-Options"] = nosniff
		next.ServeHTTP(w, r)
	})
}

// NoStore keeps the answer out of every cache (RFC 9111, section 5.2.2.5). It
// belongs on whatever carries a token or a profile.
func NoStore(w http.ResponseWriter) {
	w.Header()["Cache-Control"] = noStore
}

// WriteJSON sends a whole JSON document as the answer. There is no charset in
// its type because JSON knows none (RFC 8259, section 11). An error of the
// write is dropped: it means that the client has gone, and there is nobody
// left to tell.
func WriteJSON(w http.ResponseWriter, status int, body []byte) {
	WriteSizedJSON(w, status, body, Length(body))
}

// WriteSizedJSON is WriteJSON of a body that is sent more than once, with what
// Length made of it.
func WriteSizedJSON(w http.ResponseWriter, status int, body []byte, length []string) {
	h := w.Header()
	h["Content-Type"] = jsonType
	h["Content-Length"] = length
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// Length is the value of Content-Length for a body.
func Length(body []byte) []string { return []string{strconv.Itoa(len(body))} }

// The values of headers that are always the same: one slice for all answers
// instead of one for each. They never change: whoever sets another value puts
// another slice into the map, and whoever adds one makes a copy.
var (
	jsonType = []string{"application/json"}
	noStore  = []string{"no-store"}
	nosniff  = []string{"nosniff"}
)
