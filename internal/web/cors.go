package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Origins are the web origins (RFC 6454) whose pages may read our answers,
// each as a browser writes it. The zero value allows none.
type Origins []string

// ParseOrigins reads a comma-separated list such as
// "https://app.example.com,http://localhost:5173". Each item is one whole
// origin: a wildcard in any place is refused, and so is "null", which every
// sandboxed page of the world can claim to be.
func ParseOrigins(list string) (Origins, error) {
	var origins Origins
	for item := range strings.SplitSeq(list, ",") {
		item = strings.TrimSpace(item)
		if item == "" {
			continue
		}
		origin, err := parseOrigin(item)
		if err != nil {
			return nil, fmt.Errorf("CORS origin %q: %w", item, err)
		}
		origins = append(origins, origin)
	}
	return origins, nil
}

func parseOrigin(s string) (string, error) {
	if strings.Contains(s, "*") {
		return "", errors.New("wildcards are not allowed, name each origin")
	}
	u, err := url.Parse(s)
	if err != nil {
		return "", errors.New("not a URL")
	}
	if u.Scheme == "" || u.Hostname() == "" || !strings.EqualFold(s, u.Scheme+"://"+u.Host) {
		return "", errors.New("write it as scheme://host or scheme://host:port, with nothing behind")
	}
	if strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "", errors.New("write the host in its ASCII form (xn--...)")
	}
	return u.Scheme + "://" + browserHost(u), nil
}

// browserHost is the host as it stands in an Origin header: in lower case and
// without the port that the scheme implies.
func browserHost(u *url.URL) string {
	host := strings.ToLower(u.Host)
	switch u.Scheme {
	case "http":
		return strings.TrimSuffix(host, ":80")
	case "https":
		return strings.TrimSuffix(host, ":443")
	}
	return host
}

// What an allowed origin may do and see. Tokens travel in a header that the
// page sets itself, so cookies are not needed and Access-Control-Allow-Credentials
// is never sent.
const (
	corsMethods = "GET, POST, PUT, DELETE, PATCH, OPTIONS"
	corsHeaders = "Authorization, Content-Type, If-Match"
	corsExposed = "ETag, RateLimit-Policy, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, X-Request-Id"
	corsMaxAge  = "600" // seconds for which a browser need not ask again
)

// CORS answers preflights (204, whatever the path, without a look at a token)
// and lets pages of the allowed origins read the answers of next. Another
// origin is served like anyone else but gets no permission header, which is
// what makes its browser keep the answer from the page.
func CORS(origins Origins, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		if len(origins) > 0 {
			h.Add("Vary", "Origin") // also on refusals, or a cache would serve them to the allowed
		}
		var origin string
		if lines := r.Header["Origin"]; len(lines) > 0 {
			origin = lines[0]
		}
		allowed := origin != "" && slices.Contains(origins, origin)
		if allowed {
			h.Set("Access-Control-Allow-Origin", origin)
		}
		if isPreflight(r) {
			if allowed {
				h.Set("Access-Control-Allow-Methods", corsMethods)
				h.Set("Access-Control-Allow-Headers", corsHeaders)
				h.Set("Access-Control-Max-Age", corsMaxAge)
			}
			w.WriteHeader(http.StatusNoContent)
			return
		}
		if allowed {
			h.Set("Access-Control-Expose-Headers", corsExposed)
		}
		next.ServeHTTP(w, r)
	})
}

func isPreflight(r *http.Request) bool {
	return r.Method == http.MethodOptions &&
		r.Header.Get("Origin") != "" && r.Header.Get("Access-Control-Request-Method") != ""
}
