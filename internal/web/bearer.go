package web

import (
	"net/http"
	"strings"
)

// Credentials says what the Authorization header of a request holds.
type Credentials uint8

// The three states. Which of them is worth which answer is the contract's
// business; the difference shows in WWW-Authenticate (RFC 6750, section 3).
const (
	// NoCredentials: no header, an empty one, or another scheme.
	NoCredentials Credentials = iota
	// MalformedCredentials: the word Bearer without exactly one word after it,
	// or several headers, of which a proxy may have seen another than we.
	MalformedCredentials
	// BearerCredentials: one word after Bearer. Whether it is any good is not
	// known here.
	BearerCredentials
)

// Bearer reads the token of "Authorization: Bearer TOKEN" (RFC 6750, section
// 2.1), the scheme in any case. raw is "" unless the state is
// [BearerCredentials]. Tokens in the query or in a form are not looked for:
// those end in logs and histories.
func Bearer(r *http.Request) (raw string, state Credentials) {
	lines := r.Header["Authorization"]
	if len(lines) == 0 {
		return "", NoCredentials
	}
	if len(lines) > 1 {
		return "", MalformedCredentials
	}
	scheme, rest := cutSpace(strings.Trim(lines[0], " \t"))
	if !strings.EqualFold(scheme, "Bearer") {
		return "", NoCredentials
	}
	raw, more := cutSpace(rest)
	if raw == "" || more != "" {
		return "", MalformedCredentials
	}
	return raw, BearerCredentials
}

// cutSpace splits a text that begins with no space at its first spaces. Byte by
// byte, because the functions of package strings for sets of characters cost
// more than all else that is done with a header.
func cutSpace(s string) (word, rest string) {
	for i := range len(s) {
		if s[i] == ' ' || s[i] == '\t' {
			return s[:i], strings.TrimLeft(s[i:], " \t")
		}
	}
	return s, ""
}
