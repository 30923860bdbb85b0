package web

import (
	"net/http"
	"strconv"
	"time"
)

// SetQuota tells a client how much of a limit is left to it, in the headers of
// draft-ietf-httpapi-ratelimit-headers-06: the policy, the limit, what remains,
// and the seconds until the window ends. A limit of 0 is none, and says nothing.
func SetQuota(h http.Header, limit, remaining int, window, reset time.Duration) {
	if limit == 0 {
		return
	}
	max := strconv.Itoa(limit)
	h.Set("RateLimit-Policy", max+";w="+Seconds(window))
	h.Set("RateLimit-Limit", max)
	h.Set("RateLimit-Remaining", strconv.Itoa(remaining))
	h.Set("RateLimit-Reset", Seconds(reset))
}

// Seconds is a duration for a header: whole seconds, rounded up, so that who
// waits that long has waited long enough.
func Seconds(d time.Duration) string {
	return strconv.FormatInt(int64((d+time.Second-1)/time.Second), 10)
}
