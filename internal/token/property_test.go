package token_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"perfil/internal/token"
)

func anyGrant(t *rapid.T) token.Grant {
	issued := rapid.Int64Range(0, 4e9).Draw(t, "issued")
	text := rapid.StringN(0, 60, -1)
	return token.Grant{
		Account:   rapid.Int64Range(1, 1<<63-1).Draw(t, "account"),
		Session:   rapid.StringN(1, 40, -1).Draw(t, "session"),
		IssuedAt:  time.Unix(issued, rapid.Int64Range(0, 999_999_999).Draw(t, "nanoseconds")),
		ExpiresAt: time.Unix(issued+rapid.Int64Range(1, 1e9).Draw(t, "lifetime"), 0),
		JTI:       rapid.StringMatching(`[0-9a-f]{32}`).Draw(t, "jti"),
		Email:     text.Draw(t, "email"),
		RoleID:    rapid.IntRange(1, 3).Draw(t, "role"),
		Name:      text.Draw(t, "name"),
	}
}

func TestWhatIsGrantedIsWhatIsVerified(t *testing.T) {
	rings := everyRing(t)
	rapid.Check(t, func(t *rapid.T) {
		r := rings[rapid.SampledFrom([]string{"HS256", "EdDSA", "ES256"}).Draw(t, "alg")]
		g := anyGrant(t)
		issue, verify := r.Refresh, r.VerifyRefresh
		if shape := rapid.SampledFrom([]token.Shape{0, token.Django, token.Express}).Draw(t, "shape"); shape != 0 {
			issue, verify = func(g token.Grant) (string, error) { return r.Access(shape, g) }, r.VerifyAccess
		}
		raw, err := issue(g)
		check(t, err)
		got, err := verify(raw, g.ExpiresAt.Add(-1))
		check(t, err)
		want := token.Facts{
			Account: g.Account, Session: g.Session, JTI: g.JTI, HasIssuedAt: true,
			IssuedAt: g.IssuedAt.Truncate(time.Second).UTC(), ExpiresAt: g.ExpiresAt.UTC(),
			Digest: token.DigestOf(raw[:strings.LastIndexByte(raw, '.')]),
		}
		if got != want {
			t.Fatalf("got  %+v\nwant %+v", got, want)
		}
		if _, err := verify(raw, g.ExpiresAt); err == nil {
			t.Fatal("outlives its time")
		}
	})
}

func TestAnyFlippedBitIsNoticed(t *testing.T) {
	for alg, r := range everyRing(t) {
		raw, err := r.Access(token.Django, grant())
		check(t, err)
		every := 1
		if alg == "RS256" || alg == "ES256" {
			every = 7 // the mathematics is slow, and the form is checked by the same code for all
		}
		for bit := 0; bit < 8*len(raw); bit += every {
			b := []byte(raw)
			b[bit/8] ^= 1 << (bit % 8)
			if verifyErr(r, string(b)) == nil {
				t.Fatalf("%s: bit %d of byte %d (%q for %q)", alg, bit%8, bit/8, b[bit/8], raw[bit/8])
			}
		}
	}
}

func TestAnyChangedTextIsNoticed(t *testing.T) {
	r := ring(t)
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.= \r\n\t+/\"\x00"
	rapid.Check(t, func(t *rapid.T) {
		raw, err := r.Access(token.Express, anyGrantNow(t))
		check(t, err)
		at := rapid.IntRange(0, len(raw)).Draw(t, "at")
		cut := rapid.IntRange(0, min(3, len(raw)-at)).Draw(t, "cut")
		put := rapid.StringOfN(rapid.RuneFrom([]rune(alphabet)), 0, 3, -1).Draw(t, "put")
		changed := raw[:at] + put + raw[at+cut:]
		if changed == raw {
			return
		}
		if verifyErr(r, changed) == nil {
			t.Fatalf("passes: %q for %q", changed, raw)
		}
	})
}

func anyGrantNow(t *rapid.T) token.Grant {
	g := anyGrant(t)
	g.IssuedAt, g.ExpiresAt = now, now.Add(time.Hour)
	return g
}

func TestPartsOfTwoTokensDoNotMakeAThird(t *testing.T) {
	r := ring(t, hmacKey(t, "default"), hmacKey(t, "old"))
	rapid.Check(t, func(t *rapid.T) {
		a, err := r.Access(token.Django, anyGrantNow(t))
		check(t, err)
		b, err := ring(t, hmacKey(t, "old")).Access(token.Express, anyGrantNow(t))
		check(t, err)
		pa, pb := strings.Split(a, "."), strings.Split(b, ".")
		for mix := 1; mix < 7; mix++ {
			parts := make([]string, 3)
			for i := range parts {
				if parts[i] = pa[i]; mix>>i&1 == 1 {
					parts[i] = pb[i]
				}
			}
			if verifyErr(r, strings.Join(parts, ".")) == nil {
				t.Fatal("passes:", parts)
			}
		}
	})
}
