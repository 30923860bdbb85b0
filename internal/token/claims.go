package token

import (
	"math"
	"strconv"
	"time"
)

// maxDate is the end of the year 9999, the last that RFC 3339 and the databases can write down.
const maxDate = 253402300799

const (
	claimType = iota
	claimExpires
	claimIssued
	claimNotBefore
	claimTokenID
	claimAccount
	claimSession
	claimPurpose
	claimCount
)

var claimNames = [claimCount]string{
	claimType:      "token_type",
	claimExpires:   "exp",
	claimIssued:    "iat",
	claimNotBefore: "nbf",
	claimTokenID:   "jti",
	claimAccount:   "user_id",
	claimSession:   "sid",
	claimPurpose:   "purpose",
}

// claims are the claims that are read, each as raw JSON, "" when it is not there.
type claims [claimCount]string

// checkTime says whether the token is in force: ErrExpired, errExpiry, errNotBefore. There is no leeway: a token has
// expired at the very instant of exp (RFC 7519 section 4.1.4, "on or after").
func (c *claims) checkTime(now time.Time) (expires time.Time, err error) {
	expires, ok := date(c[claimExpires])
	if !ok {
		return expires, errExpiry
	}
	if !now.Before(expires) {
		return expires, ErrExpired
	}
	if c[claimNotBefore] == "" {
		return expires, nil
	}
	if start, ok := date(c[claimNotBefore]); !ok || now.Before(start) {
		return expires, errNotBefore
	}
	return expires, nil
}

// is holds for a token of that type. One that does not name its type is an access token, because those of the Express
// shape do not. A purpose makes it a token for that purpose alone, whatever its value.
func (c *claims) is(kind string) bool {
	if c[claimPurpose] != "" {
		return false
	}
	if c[claimType] == "" {
		return kind == typeAccess
	}
	stated, ok := text(c[claimType])
	return ok && stated == kind
}

// issued is the iat and whether there is one. One in the future is as good as any other: clocks differ, and nothing is
// gained by it that the signer could not have anyway. errIssuedAt when it is no date.
func (c *claims) issued() (at time.Time, present bool, err error) {
	if c[claimIssued] == "" {
		return at, false, nil
	}
	if at, present = date(c[claimIssued]); !present {
		return at, false, errIssuedAt
	}
	return at, true, nil
}

// account is the user_id, a number or the same digits as text. errAccount when it is anything else.
func (c *claims) account() (int64, error) {
	raw := c[claimAccount]
	if s, ok := text(raw); ok {
		raw = s
	}
	// ParseInt would also take a sign and leading zeros; an account has one number, written one way.
	if raw == "" || raw[0] < '1' || raw[0] > '9' {
		return 0, errAccount
	}
	id, err := strconv.ParseInt(raw, 10, 64)
	if err != nil {
		return 0, errAccount
	}
	return id, nil
}

// name is a claim that is text when it is there, and empty when it is not.
func (c *claims) name(claim int, refusal error) (string, error) {
	if c[claim] == "" {
		return "", nil
	}
	s, ok := text(c[claim])
	if !ok || s == "" {
		return "", refusal
	}
	return s, nil
}

// date reads a NumericDate (RFC 7519 section 2): seconds since 1970, perhaps with a fraction, from then to the year
// 9999. Text is none, even if it is digits.
func date(raw string) (time.Time, bool) {
	if n, err := strconv.ParseInt(raw, 10, 64); err == nil {
		return time.Unix(n, 0).UTC(), 0 <= n && n <= maxDate
	}
	f, err := strconv.ParseFloat(raw, 64)
	if err != nil || f < 0 || f > maxDate {
		return time.Time{}, false
	}
	seconds, fraction := math.Modf(f)
	return time.Unix(int64(seconds), int64(fraction*1e9)).UTC(), true
}
