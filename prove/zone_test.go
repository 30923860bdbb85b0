package prove_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"regexp"
	"testing"
	"time"
)

// The host moves around the world between two starts. Nobody is signed out, and
// every time that is shown stays the same to the byte.
func TestTheZoneOfTheHostChangesNothing(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	var ada *person
	var shown [2]string
	zones := []string{"UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/St_Johns", "Asia/Kathmandu", "Europe/Madrid"}
	for n, zone := range zones {
		p := start(t, folder, "TZ="+zone, "PERFIL_LOG_LEVEL=info")
		if n == 0 {
			ada = newcomer(t, p.URL, "ada")
			if err := (&witness{person: ada}).signIn(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		ada.url = p.URL
		for i, path := range []string{"/api/profile/", "/api/auth/profile"} {
			a, err := ada.ask(t.Context(), []string{"POST", "GET"}[i], path, "")
			if err != nil || a.status != http.StatusOK {
				t.Fatalf("in %s: %d %s, %v", zone, a.status, a.body, err)
			}
			if n == 0 {
				shown[i] = string(a.body)
			}
			if string(a.body) != shown[i] {
				t.Errorf("in %s it shows %s, before it showed %s", zone, a.body, shown[i])
			}
		}
		if err := p.Stop(); err != nil {
			t.Error(err)
		}
		if offset := regexp.MustCompile(`time=\S+([+-]\d\d:\d\d|Z) `).FindStringSubmatch(p.Said()); offset == nil || zone != "UTC" && offset[1] == "Z" {
			t.Errorf("the zone %s is not what the process has: %v", zone, offset)
		}
	}
	figure(t, "clock", "zones of the host, the same bytes in each", "%d", len(zones))
}

// Tokens that a former system made, whose clock was right, ahead or behind, are
// good until the second of their end by the clock of this machine.
func TestTokensOfAClockThatIsWrongEndByOurs(t *testing.T) {
	t.Parallel()
	const key = "a-key-that-both-systems-know-of-32-bytes"
	p := start(t, t.TempDir(), "PERFIL_JWT_SECRET="+key)
	ada, err := witnessOf(t.Context(), newcomer(t, p.URL, "ada"))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().Unix()
	const year = 365 * 24 * 3600
	for claims, want := range map[string]int{
		// Before the account was made here, a former system cannot have meant it.
		fmt.Sprintf(`"iat":%d,"exp":%d`, now-60, now+3600):             http.StatusUnauthorized,
		fmt.Sprintf(`"iat":%d,"exp":%d`, now+1, now+3600):              http.StatusOK,
		fmt.Sprintf(`"iat":%d,"exp":%d`, now+3000, now+3600):           http.StatusOK, // made in our future
		fmt.Sprintf(`"iat":%d,"exp":%d`, now+year, now+2*year):         http.StatusOK,
		fmt.Sprintf(`"iat":%d,"exp":%d`, now-year, now-1):              http.StatusUnauthorized,
		fmt.Sprintf(`"iat":%d,"exp":%d`, now-60, now-60):               http.StatusUnauthorized,
		fmt.Sprintf(`"iat":%d,"exp":%d,"nbf":%d`, now, now+60, now+50): http.StatusUnauthorized,
		fmt.Sprintf(`"iat":%d`, now):                                   http.StatusUnauthorized,
		fmt.Sprintf(`"iat":%d,"exp":-1`, now):                          http.StatusUnauthorized,
		fmt.Sprintf(`"iat":%d,"exp":"%d"`, now, now+3600):              http.StatusUnauthorized,
		fmt.Sprintf(`"iat":%d,"exp":null`, now):                        http.StatusUnauthorized,
	} {
		ada.access = minted(key, fmt.Sprintf(`{"user_id":%d,"email":"ada@example.com","role_id":2,"name":"ada",%s}`, ada.id, claims))
		if got := status(t, ada.person); got != want {
			t.Errorf("%s gets %d, want %d", claims, got, want)
		}
	}

	// By the clock of the machine and no other: good before its end, not after.
	ends := time.Unix(time.Now().Unix()+2, 0)
	ada.access = minted(key, fmt.Sprintf(`{"user_id":%d,"email":"ada@example.com","role_id":2,"name":"ada","iat":%d,"exp":%d}`, ada.id, now+1, ends.Unix()))
	for good := true; good; {
		asked := time.Now()
		a, err := ada.ask(t.Context(), "GET", "/api/auth/profile", "")
		if err != nil {
			t.Fatal(err)
		}
		good = a.status == http.StatusOK
		if good && !asked.Before(ends) {
			t.Errorf("asked %v after its end, the token is good", asked.Sub(ends))
		}
		if !good && time.Now().Before(ends) {
			t.Errorf("before its end the token gets %d %s", a.status, a.body)
		}
		if good {
			time.Sleep(10 * time.Millisecond) // to leave the machine to others
		}
	}
}

// minted signs a token as any system with the key does.
func minted(key, claims string) string {
	text := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + base64.RawURLEncoding.EncodeToString([]byte(claims))
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
