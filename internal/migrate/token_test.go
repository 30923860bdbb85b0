package migrate_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"perfil/internal/account"
)

// djangoToken is an access token as the former system issued it.
func djangoToken(id string, issued time.Time) string {
	encode := base64.RawURLEncoding.EncodeToString
	head := encode([]byte(`{"alg":"HS256","typ":"JWT"}`))
	body := encode(fmt.Appendf(nil, `{"token_type":"access","exp":%d,"iat":%d,"jti":"%s","user_id":%s}`,
		time.Now().Add(time.Hour).Unix(), issued.Unix(), strings.Repeat("0a", 16), id))
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(head + "." + body))
	return head + "." + body + "." + encode(mac.Sum(nil))
}

func TestWhoWasSignedInBeforeTheImportStaysSignedIn(t *testing.T) {
	p := newPlace(t)
	lastMonth := time.Now().Add(-30 * 24 * time.Hour)
	p.mustImport(t,
		person("1", "ada"),
		person("2", "bob", `"status":"suspended"`),
		person("3", "eve", `"valid_after":"`+time.Now().Add(-time.Hour).Format(time.RFC3339)+`"`))
	for id, want := range map[string]error{
		"1": nil,
		"2": account.Inactive,
		"3": account.Unauthenticated, // signed out of all an hour ago, where the export was made
		"4": account.Gone,
	} {
		if _, err := p.Authenticate(t.Context(), djangoToken(id, lastMonth)); !errors.Is(err, want) {
			t.Errorf("account %s: %v, want %v", id, err, want)
		}
	}
}

// A server that answered a token of a missing account a moment ago must know
// the account as soon as it is there.
func TestAnImportIsSeenAtOnce(t *testing.T) {
	p := newPlace(t)
	raw := djangoToken("1", time.Now())
	if _, err := p.Authenticate(t.Context(), raw); !errors.Is(err, account.Gone) {
		t.Fatal(err)
	}
	p.mustImport(t, person("1", "ada"))
	actor, err := p.Authenticate(t.Context(), raw)
	if err != nil || actor.Snapshot().Account.Username != "ada" {
		t.Errorf("%v", err)
	}
}
