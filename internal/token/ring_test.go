package token_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"perfil/internal/token"
)

// The operator changes the key while people are signed in.
func TestRotationKeepsTheTokensOfTheOldKey(t *testing.T) {
	oldKey, newKey := hmacKey(t, "2025"), pemKey(t, "ed25519")

	before := ring(t, oldKey)
	ofOld, err := before.Access(token.Django, grant())
	check(t, err)
	oldRefresh, err := before.Refresh(grant())
	check(t, err)

	during := ring(t, newKey, oldKey)
	check(t, verifyErr(during, ofOld))
	_, err = during.VerifyRefresh(oldRefresh, now)
	check(t, err)
	ofNew, err := during.Access(token.Django, grant())
	check(t, err)
	check(t, verifyErr(during, ofNew))
	if header := unpart(t, strings.Split(ofNew, ".")[0]); header != `{"alg":"EdDSA","kid":"ed25519","typ":"JWT"}` {
		t.Error("signed under", header)
	}
	wantPlainRefusal(t, verifyErr(before, ofNew))

	after := ring(t, newKey)
	check(t, verifyErr(after, ofNew))
	wantPlainRefusal(t, verifyErr(after, ofOld))
}

func TestAKidIsAHintAndNotAnOrder(t *testing.T) {
	r := ring(t, hmacKey(t, "a"), hmacKey(t, "default"), pemKey(t, "p256"))
	for _, kid := range []string{"default", "a", "p256", "theirs", ""} {
		check(t, verifyErr(r, mint(`{"alg":"HS256","kid":"`+kid+`"}`, payload())))
	}
}

func TestAKidCannotLendAKeyToAnotherAlgorithm(t *testing.T) {
	r := ring(t, pemKey(t, "rsa2048"), hmacKey(t, "default"))
	for _, header := range []string{
		`{"alg":"RS256","kid":"default"}`, `{"alg":"ES256","kid":"default"}`, `{"alg":"EdDSA","kid":"default"}`,
	} {
		wantPlainRefusal(t, verifyErr(r, mint(header, payload())))
	}
	// Signed under a secret that is the public key as anybody can fetch it.
	wantPlainRefusal(t, verifyErr(r, mintBy(string(r.JWKS()), `{"alg":"HS256","kid":"rsa2048"}`)))
}

func TestTheSourceOfAKeyIsTold(t *testing.T) {
	shop := hmacKey(t, "default")
	shop.Source = "shop"
	r := ring(t, hmacKey(t, "ours"), shop)
	facts, err := r.VerifyAccess(good, now)
	check(t, err)
	if facts.Source != "shop" || facts.Session != "" {
		t.Errorf("source %q, session %q", facts.Source, facts.Session)
	}
	raw, err := r.Access(token.Express, grant())
	check(t, err)
	facts, err = r.VerifyAccess(raw, now)
	check(t, err)
	if facts.Source != "" || facts.Session != "s-1" {
		t.Errorf("source %q, session %q", facts.Source, facts.Session)
	}
}

func TestKeysThatMakeNoRing(t *testing.T) {
	ours := hmacKey(t, "ours")
	shop := hmacKey(t, "shop")
	shop.Source = "shop"
	renamed := func(k token.Key, id string) token.Key { k.ID = id; return k }
	short := func(id, secret string) token.Key {
		k, err := token.NewShortHMAC(id, []byte(secret))
		check(t, err)
		return k
	}
	p256 := pemKey(t, "p256")
	for name, keys := range map[string][]token.Key{
		"zero key":                 {{}},
		"zero key behind":          {ours, {ID: "zero"}},
		"signing for a source":     {shop},
		"id twice":                 {ours, renamed(shop, "ours")},
		"secret twice":             {ours, renamed(ours, "other")},
		"secret twice, two owners": {ours, shop, renamed(shop, "other")},
		"secret and a zero byte":   {short("a", "secret"), short("b", "secret\x00")},
		"private key twice":        {p256, renamed(p256, "other")},
		"no id":                    {renamed(ours, "")},
		"id with a quote":          {renamed(ours, `a"b`)},
		"id with a blank":          {renamed(ours, "a b")},
		"id with a letter of note": {renamed(ours, "ñ")},
		"id too long":              {renamed(ours, strings.Repeat("a", 65))},
	} {
		if _, err := token.NewRing(keys[0], keys[1:]...); !errors.Is(err, token.ErrRing) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ring(t, renamed(ours, "Az09._-"+strings.Repeat("a", 57)))
}

func TestTheKeySetHasPublicKeysOnly(t *testing.T) {
	if got := string(ring(t).JWKS()); got != `{"keys":[]}` {
		t.Error("a shared secret is published as", got)
	}
	r := ring(t, pemKey(t, "ed25519"), hmacKey(t, "default"), pemKey(t, "p256"), pemKey(t, "rsa2048"))
	var set struct{ Keys []map[string]string }
	check(t, json.Unmarshal(r.JWKS(), &set))
	public := map[string]bool{"kty": true, "kid": true, "alg": true, "use": true, "crv": true, "x": true, "y": true, "n": true, "e": true}
	if len(set.Keys) != 3 {
		t.Fatal(len(set.Keys), "keys")
	}
	for _, key := range set.Keys {
		if key["alg"] != asymmetric[key["kid"]] || key["use"] != "sig" {
			t.Error(key)
		}
		for member := range key {
			if !public[member] {
				t.Errorf("%s has %s", key["kid"], member)
			}
		}
	}
	clear(r.JWKS())
	if !json.Valid(r.JWKS()) {
		t.Error("the caller's copy is the ring's own")
	}
}

func TestDerivedSecretsDependOnKeyPurposeAndText(t *testing.T) {
	seen := map[string]string{}
	keys := []token.Key{hmacKey(t, "default"), hmacKey(t, "other"), pemKey(t, "ed25519"), pemKey(t, "p256"), pemKey(t, "rsa2048")}
	for _, k := range keys {
		for _, in := range [][2]string{{"a", "b"}, {"a", "c"}, {"ab", ""}, {"", "ab"}, {"a\x00b", ""}} {
			what := k.ID + " " + in[0] + " " + in[1]
			got := ring(t, k).Derive(in[0], in[1])
			if again := ring(t, k, hmacKey(t, "older")).Derive(in[0], in[1]); !bytes.Equal(got, again) {
				t.Error(what, "changes with the older keys")
			}
			if len(got) != 32 || seen[string(got)] != "" {
				t.Errorf("%s: %d bytes, as for %q", what, len(got), seen[string(got)])
			}
			seen[string(got)] = what
		}
	}
}
