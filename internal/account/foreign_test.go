package account_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"testing"
	"time"

	"perfil/internal/account"
)

// foreignToken signs claims with the secret of the tests, as another system
// would that has the same one.
func foreignToken(t *testing.T, claims map[string]any) string {
	t.Helper()
	payload, err := json.Marshal(claims)
	must(t, err)
	encode := base64.RawURLEncoding.EncodeToString
	signed := encode([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + encode(payload)
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(signed))
	return signed + "." + encode(mac.Sum(nil))
}

func TestATokenOfTheFormerSystemOpensTheProfile(t *testing.T) {
	ada := newWorld(t).join("ada")
	ada.access = ada.foreign("access", ada.clock().Add(-time.Hour))
	if got := ada.actor().ID(); got != ada.id {
		t.Errorf("it opens account %d, want %d", got, ada.id)
	}
}

func TestAPasswordChangeEndsTokensIssuedElsewhereBefore(t *testing.T) {
	ada := newWorld(t).join("ada")
	elsewhere := *ada
	elsewhere.access = ada.foreign("access", ada.clock().Add(-time.Minute))
	elsewhere.wantIn()
	ada.movedIn()
	noIssueTime := *ada
	noIssueTime.access = foreignToken(t, map[string]any{"user_id": int64(ada.id), "exp": ada.clock().Add(time.Hour).Unix()})
	noIssueTime.wantIn()

	must(t, ada.ChangePassword(t.Context(), ada.actor(), account.PasswordChange{Terms: terms, Current: ada.password, New: "Another-harbor-7"}))

	elsewhere.wantOut()
	noIssueTime.wantOut()
	ada.pass(2 * time.Second)
	elsewhere.access = ada.foreign("access", ada.clock())
	elsewhere.wantIn()
}

func TestATokenOfTheFormerSystemIsSignedOutAlone(t *testing.T) {
	ada := newWorld(t).join("ada")
	phone, desk := *ada, *ada
	phone.access = ada.foreign("access", ada.clock().Add(-time.Minute))
	desk.access = ada.foreign("access", ada.clock().Add(-2*time.Minute))
	must(t, ada.SignOut(t.Context(), phone.actor()))
	phone.wantOut()
	desk.wantIn()
	ada.wantIn()
}

func TestARefreshTokenOfTheFormerSystemIsTakenOnce(t *testing.T) {
	ada := newWorld(t).join("ada")
	old := ada.foreign("refresh", ada.clock().Add(-time.Hour))
	g, err := ada.Refresh(t.Context(), old, account.Client{})
	must(t, err)
	adopted := *ada
	adopted.access, adopted.refresh = g.Access, g.Refresh
	adopted.wantIn()
	_, err = ada.Refresh(t.Context(), old, account.Client{})
	wantKind(t, err, account.Unauthenticated)
	adopted.wantIn() // the session that it was exchanged for goes on
	_, err = ada.Refresh(t.Context(), adopted.refresh, account.Client{})
	must(t, err)
}

func TestARefreshTokenOfTheFormerSystemDiesWithThePassword(t *testing.T) {
	ada := newWorld(t).join("ada")
	old := ada.foreign("refresh", ada.clock().Add(-time.Hour))
	must(t, ada.ChangePassword(t.Context(), ada.actor(), account.PasswordChange{Terms: terms, Current: ada.password, New: "Another-harbor-7"}))
	_, err := ada.Refresh(t.Context(), old, account.Client{})
	wantKind(t, err, account.Unauthenticated)
}

// The former system may have given the id to somebody who was deleted there.
func TestATokenOfTheFormerSystemDoesNotOpenAnAccountMadeHere(t *testing.T) {
	w := newWorld(t)
	ada := w.join("ada")
	for _, claims := range []map[string]any{
		{"user_id": int64(ada.id), "iat": w.clock().Add(-time.Hour).Unix(), "exp": w.clock().Add(time.Hour).Unix()},
		{"user_id": int64(ada.id), "exp": w.clock().Add(time.Hour).Unix()},
	} {
		stranger := *ada
		stranger.access = foreignToken(t, claims)
		stranger.wantOut()
	}
	ada.wantIn()
}
