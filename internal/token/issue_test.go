package token_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"perfil/internal/token"
)

func TestClaimsStandInTheOrderOfTheContracts(t *testing.T) {
	r := ring(t)
	g := grant()
	g.Name = "María \"<O'Brien> & 😀\"\n"
	for name, c := range map[string]struct {
		issue func() (string, error)
		want  string
	}{
		"django access": {
			func() (string, error) { return r.Access(token.Django, g) },
			`{"token_type":"access","exp":1780318800,"iat":1780315200,"jti":"0f1e2d3c4b5a69788796a5b4c3d2e1f0","user_id":42,"sid":"s-1"}`,
		},
		"django refresh": {
			func() (string, error) { return r.Refresh(g) },
			`{"token_type":"refresh","exp":1780318800,"iat":1780315200,"jti":"0f1e2d3c4b5a69788796a5b4c3d2e1f0","user_id":42,"sid":"s-1"}`,
		},
		"express": {
			func() (string, error) { return r.Access(token.Express, g) },
			`{"user_id":42,"email":"ana@example.com","role_id":2,"name":"María \"<O'Brien> & 😀\"\n","iat":1780315200,"exp":1780318800,` +
				`"sid":"s-1","jti":"0f1e2d3c4b5a69788796a5b4c3d2e1f0"}`,
		},
	} {
		raw, err := c.issue()
		check(t, err)
		head, body, _ := cut3(raw)
		if got := unpart(t, head); got != plainHeader {
			t.Errorf("%s: header %s", name, got)
		}
		if got := unpart(t, body); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got, c.want)
		}
	}
}

func TestAKeyIsNamedWhereThereIsAChoice(t *testing.T) {
	for want, r := range map[string]*token.Ring{
		plainHeader: ring(t),
		`{"alg":"HS256","typ":"JWT","kid":"default"}`: ring(t, hmacKey(t, "default"), hmacKey(t, "old")),
		`{"alg":"EdDSA","kid":"ed25519","typ":"JWT"}`: ring(t, pemKey(t, "ed25519")),
		`{"alg":"ES256","kid":"p256","typ":"JWT"}`:    ring(t, pemKey(t, "p256")),
		`{"alg":"RS256","kid":"rsa2048","typ":"JWT"}`: ring(t, pemKey(t, "rsa2048")),
	} {
		raw, err := r.Refresh(grant())
		check(t, err)
		if head, _, _ := cut3(raw); unpart(t, head) != want {
			t.Errorf("got %s, want %s", unpart(t, head), want)
		}
	}
}

func TestWhatIsIssuedIsGoodForItsPurposeOnly(t *testing.T) {
	for alg, r := range everyRing(t) {
		for _, shape := range []token.Shape{token.Django, token.Express} {
			raw, err := r.Access(shape, grant())
			check(t, err)
			if err := verifyErr(r, raw); err != nil {
				t.Errorf("%s %s: %v", alg, shape, err)
			}
			_, err = r.VerifyRefresh(raw, now)
			wantError(t, err, token.ErrWrongType)
		}
		raw, err := r.Refresh(grant())
		check(t, err)
		if _, err = r.VerifyRefresh(raw, now); err != nil {
			t.Errorf("%s refresh: %v", alg, err)
		}
		wantError(t, verifyErr(r, raw), token.ErrWrongType)
	}
}

func TestTheSameGrantIsTheSameToken(t *testing.T) {
	for alg, r := range everyRing(t) {
		a, err := r.Refresh(grant())
		check(t, err)
		b, err := r.Refresh(grant())
		check(t, err)
		if (a == b) != (alg != "ES256") {
			t.Errorf("%s: %v", alg, a == b)
		}
		// What a token to be taken once is remembered by is the same even so.
		first, err := r.VerifyRefresh(a, now)
		check(t, err)
		second, err := r.VerifyRefresh(b, now)
		check(t, err)
		if first.Digest != second.Digest || first.Digest == (token.Digest{}) {
			t.Errorf("%s: %v, %v", alg, first.Digest, second.Digest)
		}
	}
}

func TestAGrantThatWouldBeRefusedIsNotSigned(t *testing.T) {
	for name, spoil := range map[string]func(*token.Grant){
		"no account":           func(g *token.Grant) { g.Account = 0 },
		"account below zero":   func(g *token.Grant) { g.Account = -1 },
		"no session":           func(g *token.Grant) { g.Session = "" },
		"no jti":               func(g *token.Grant) { g.JTI = "" },
		"jti too short":        func(g *token.Grant) { g.JTI = g.JTI[2:] },
		"jti no hexadecimal":   func(g *token.Grant) { g.JTI = "g" + g.JTI[1:] },
		"no times":             func(g *token.Grant) { g.IssuedAt, g.ExpiresAt = time.Time{}, time.Time{} },
		"no lifetime":          func(g *token.Grant) { g.ExpiresAt = g.IssuedAt.Add(999 * time.Millisecond) },
		"ends before it began": func(g *token.Grant) { g.ExpiresAt = g.IssuedAt.Add(-time.Hour) },
		"never ends":           func(g *token.Grant) { g.ExpiresAt = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) },
		"too long a name":      func(g *token.Grant) { g.Name = strings.Repeat("x", token.MaxLength) },
	} {
		g := grant()
		spoil(&g)
		if _, err := ring(t).Access(token.Express, g); !errors.Is(err, token.ErrGrant) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ring(t).Access(0, grant()); !errors.Is(err, token.ErrGrant) {
		t.Error("no shape:", err)
	}
}

func TestTheLongestNamesOfTheContractsFit(t *testing.T) {
	g := grant()
	g.Email = strings.Repeat("é", 200)
	g.Name = strings.Repeat("\x01", 401) // six characters of JSON each
	for alg, r := range everyRing(t) {
		raw, err := r.Access(token.Express, g)
		check(t, err)
		if err := verifyErr(r, raw); err != nil {
			t.Errorf("%s: %v", alg, err)
		}
	}
}
