package token_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"perfil/internal/token"
)

func FuzzVerifyAccess(f *testing.F) {
	rings := everyRing(f)
	rings["all"] = ring(f, pemKey(f, "ed25519"), hmacKey(f, "default"), pemKey(f, "p256"), pemKey(f, "rsa2048"))
	// Without the signature, which for ES256 is another in every process that fuzzes.
	issued := map[string]bool{}
	signed := func(raw string) string { return raw[:max(0, strings.LastIndexByte(raw, '.'))] }
	for _, r := range rings {
		raw, err := r.Access(token.Express, grant())
		check(f, err)
		f.Add(raw)
		issued[signed(raw)] = true
	}
	f.Add("")
	f.Add("..")
	f.Add(part(`{"alg":"none"}`) + "." + part(payload()) + ".")
	f.Add(part(`{"alg":"ES256","kid":"p256","jwk":{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}}`) + "." + part(payload()) + ".AAAA")
	f.Add(part(`{"alg":"RS256","x5c":["AA"],"crit":["b64"],"b64":false}`) + "." + part(payload()) + ".AAAA")
	f.Fuzz(func(t *testing.T, raw string) {
		for alg, r := range rings {
			facts, err := r.VerifyAccess(raw, now)
			switch {
			case err == nil && !issued[signed(raw)]:
				t.Fatalf("%s: forged %q", alg, raw)
			case err != nil && !errors.Is(err, token.ErrInvalid):
				t.Fatalf("%s: %v is no refusal", alg, err)
			case err != nil && facts != token.Facts{}:
				t.Fatalf("%s: refused, and yet %+v", alg, facts)
			}
		}
	})
}

// FuzzClaims signs whatever comes, and compares what is read with what encoding/json reads.
func FuzzClaims(f *testing.F) {
	f.Add(payload())
	f.Add(payload(`"user_id":"42"`, `"sid":"\u0073"`, `"x":{"y":[1,{"z":"}]\""}]}`))
	f.Add(` { "exp" : 1.9e9 , "user_id":7 ,"a":[ ],"b":{ } } `)
	f.Add(`{"exp":1999999999,"user_id":7,"\u0073id":"s\\","jti":"\ud800"}`)
	f.Add(`{"exp":1,"exp":1999999999,"user_id":7}`)
	f.Add(`[{"user_id":1}]`)
	f.Add(`{"a":1,}`)
	r := ring(f)
	f.Fuzz(func(t *testing.T, body string) {
		raw := mint(plainHeader, body)
		facts, err := r.VerifyAccess(raw, now)
		stated, twice, readable := read(body)
		if !readable || twice || len(raw) > token.MaxLength {
			if err == nil {
				t.Fatalf("accepted: %q", body)
			}
			return
		}
		if err != nil {
			if plainlyGood(stated) {
				t.Fatalf("refused: %q: %v", body, err)
			}
			return
		}
		if want := textOf(stated["sid"]); facts.Session != want {
			t.Fatalf("sid %q of %q, want %q", facts.Session, body, want)
		}
		if want := textOf(stated["jti"]); facts.JTI != want {
			t.Fatalf("jti %q of %q, want %q", facts.JTI, body, want)
		}
		if want := strings.Trim(string(stated["user_id"]), `"`); !strings.Contains(want, `\`) && want != strconv.FormatInt(facts.Account, 10) {
			t.Fatalf("account %d of %q, want %s", facts.Account, body, want)
		}
		if kind, ok := stated["token_type"]; ok && textOf(kind) != "access" || stated["purpose"] != nil {
			t.Fatalf("an access token: %q", body)
		}
		var exp float64
		if json.Unmarshal(stated["exp"], &exp) != nil || exp <= float64(now.Unix()) {
			t.Fatalf("in force: %q", body)
		}
	})
}

// read is a second opinion on a payload: its members, whether a claim that counts stands twice, and whether it is an
// object at all.
func read(body string) (stated map[string]json.RawMessage, twice, readable bool) {
	if !utf8.ValidString(body) || json.Unmarshal([]byte(body), &stated) != nil || stated == nil {
		return nil, false, false
	}
	counts := []string{"token_type", "exp", "iat", "nbf", "jti", "user_id", "sid", "purpose"}
	seen := map[string]bool{}
	d := json.NewDecoder(bytes.NewReader([]byte(body)))
	for depth, isName := 0, false; ; {
		at, err := d.Token()
		if errors.Is(err, io.EOF) {
			return stated, twice, true
		}
		switch delim, _ := at.(json.Delim); delim {
		case '{', '[':
			depth++
			isName = depth == 1
			continue
		case '}', ']':
			depth--
			isName = depth == 1
			continue
		}
		if depth != 1 {
			continue
		}
		if name, ok := at.(string); ok && isName {
			twice = twice || seen[name] && slices.Contains(counts, name)
			seen[name] = true
		}
		isName = !isName
	}
}

func textOf(raw json.RawMessage) string {
	var s string
	_ = json.Unmarshal(raw, &s)
	return s
}

// plainlyGood holds for claims that leave no room for doubt.
func plainlyGood(stated map[string]json.RawMessage) bool {
	for name := range stated {
		if !slices.Contains([]string{"exp", "user_id", "email", "name"}, name) {
			return false
		}
	}
	return string(stated["exp"]) == "1999999999" && string(stated["user_id"]) == "7"
}
