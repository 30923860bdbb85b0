package contracttest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"perfil/internal/account"
)

// Foreign is a token as a reference system with the same secret issued it, which
// makes it the same in every run. kind says what it is:
//
//	django, express    an access token of that system
//	expired, unsigned  one that was good, and one that never was
//	refresh, purpose   no access token
func (w *World) Foreign(t testing.TB, kind string, id account.ID) string {
	t.Helper()
	now := Start().Truncate(time.Second)
	claims := fmt.Sprintf(`{"token_type":"access","exp":%d,"iat":%d,"jti":"%032x","user_id":%d}`,
		now.Add(365*24*time.Hour).Unix(), now.Add(-time.Hour).Unix(), id, id)
	switch kind {
	case "django", "unsigned":
	case "express":
		claims = fmt.Sprintf(`{"user_id":%d,"email":"x@example.com","role_id":2,"name":"X","iat":%d,"exp":%d}`,
			id, now.Add(-time.Hour).Unix(), now.Add(365*24*time.Hour).Unix())
	case "expired":
		claims = fmt.Sprintf(`{"token_type":"access","exp":%d,"user_id":%d}`, now.Add(-time.Second).Unix(), id)
	case "refresh":
		claims = strings.Replace(claims, "access", "refresh", 1)
	case "purpose":
		claims = strings.Replace(claims, `"token_type":"access"`, `"purpose":"reset"`, 1)
	default:
		t.Fatalf("there is no token called %q", kind)
	}
	signed := sign(claims)
	if kind == "unsigned" {
		return signed[:strings.LastIndexByte(signed, '.')+1] + strings.Repeat("A", 43)
	}
	return signed
}

func sign(claims string) string {
	encode := base64.RawURLEncoding.EncodeToString
	text := encode([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + encode([]byte(claims))
	mac := hmac.New(sha256.New, []byte(Secret))
	mac.Write([]byte(text))
	return text + "." + encode(mac.Sum(nil))
}

// Claims are the claims of a token in their order, with what is random in them
// left out.
func Claims(raw string) string {
	_, rest, _ := strings.Cut(raw, ".")
	payload, _, _ := strings.Cut(rest, ".")
	text, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil || !json.Valid(text) {
		return "no token"
	}
	return randomClaim.ReplaceAllString(string(text), `"$1":"…"`)
}
