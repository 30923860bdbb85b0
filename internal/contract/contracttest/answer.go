package contracttest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Answer is what came back for a request.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Request makes a request from a client of the documentation networks.
func Request(method, target string, body []byte) *http.Request {
	r := httptest.NewRequest(method, target, bytes.NewReader(body))
	r.RemoteAddr = "203.0.113.7:40000"
	if len(body) == 0 {
		r.Body = http.NoBody
	}
	return r
}

// Do sends a request and checks what holds for every answer.
func (w *World) Do(t testing.TB, r *http.Request) Answer {
	t.Helper()
	recorder := httptest.NewRecorder()
	w.Handler.ServeHTTP(recorder, r)
	a := Answer{Status: recorder.Code, Header: recorder.Result().Header, Body: recorder.Body.Bytes()}
	for _, fault := range a.faults(r.Method) {
		t.Errorf("%s %s: %s\n%d %s", r.Method, r.URL.EscapedPath(), fault, a.Status, a.Body)
	}
	return a
}

var requestID = regexp.MustCompile(`^[0-9a-f]{24}$`)

// faults lists what is wrong with an answer, whatever was asked.
func (a Answer) faults(method string) []string {
	var faults []string
	if a.Header.Get("X-Content-Type-Options") != "nosniff" {
		faults = append(faults, "browsers may guess the type")
	}
	if !requestID.MatchString(a.Header.Get("X-Request-Id")) {
		faults = append(faults, "it has no request id")
	}
	if len(a.Body) > 0 && a.Header.Get("Content-Length") != strconv.Itoa(len(a.Body)) {
		faults = append(faults, "its length is not that of its body")
	}
	isJSON := a.Header.Get("Content-Type") == "application/json"
	if isJSON && method != http.MethodHead && (!json.Valid(a.Body) || !isCompact(a.Body)) {
		faults = append(faults, "it is no compact JSON")
	}
	if bytes.Contains(a.Body, []byte("$argon2")) || bytes.Contains(a.Body, []byte(Password)) {
		faults = append(faults, "it holds a password or its hash")
	}
	if isPrivate(a.Body) && a.Header.Get("Cache-Control") != "no-store" {
		faults = append(faults, "it has a token or a profile and may be cached")
	}
	return faults
}

func isCompact(body []byte) bool {
	var compact bytes.Buffer
	return json.Compact(&compact, body) == nil && compact.Len() == len(body)
}

// isPrivate says whether a body has a token or a profile in it.
func isPrivate(body []byte) bool {
	text := string(body)
	return strings.Contains(text, `"eyJ`) || strings.Contains(text, `"email":"`)
}
