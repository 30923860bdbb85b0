package token_test

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"

	"perfil/internal/token"
)

// good is a token that passes, to be attacked.
var good = mint(plainHeader, payload())

func TestForgedTokensAreRefused(t *testing.T) {
	head, body, signature := cut3(good)
	publicPEM := "-----BEGIN PUBLIC KEY-----"
	attacks := map[string]string{
		"empty":                   "",
		"dots only":               "..",
		"one part":                head,
		"two parts":               head + "." + body,
		"no signature":            head + "." + body + ".",
		"no header":               "." + body + "." + signature,
		"no payload":              head + ".." + signature,
		"four parts":              good + ".AAAA",
		"a dot at the end":        good + ".",
		"a dot in front":          "." + good,
		"padded signature":        good + "=",
		"quoted":                  `"` + good + `"`,
		"space in front":          " " + good,
		"space behind":            good + " ",
		"line end behind":         good + "\n",
		"line end in signature":   head + "." + body + "." + signature[:5] + "\r\n" + signature[5:],
		"NUL behind":              good + "\x00",
		"JWS JSON serialization":  `{"protected":"` + head + `","payload":"` + body + `","signature":"` + signature + `"}`,
		"signature of another":    head + "." + part(payload(`"user_id":1`)) + "." + signature,
		"header of another":       part(`{"alg":"HS256","typ":"JWT","kid":"x"}`) + "." + body + "." + signature,
		"standard alphabet":       strings.NewReplacer("-", "+", "_", "/").Replace(mintWith64()),
		"alg none":                part(`{"alg":"none"}`) + "." + body + ".",
		"alg None":                part(`{"alg":"None"}`) + "." + body + ".",
		"alg none, signed":        mint(`{"alg":"none","typ":"JWT"}`, payload()),
		"alg missing":             mint(`{"typ":"JWT"}`, payload()),
		"alg null":                mint(`{"alg":null}`, payload()),
		"alg number":              mint(`{"alg":256}`, payload()),
		"alg array":               mint(`{"alg":["HS256"]}`, payload()),
		"alg empty":               mint(`{"alg":""}`, payload()),
		"alg lower case":          mint(`{"alg":"hs256","typ":"JWT"}`, payload()),
		"ALG":                     mint(`{"ALG":"HS256","typ":"JWT"}`, payload()),
		"alg twice":               mint(`{"alg":"none","alg":"HS256"}`, payload()),
		"alg HS512":               mint512(`{"alg":"HS512","typ":"JWT"}`, payload()),
		"alg HS512, HS256 signed": mint(`{"alg":"HS512","typ":"JWT"}`, payload()),
		"alg HS256, HS512 signed": mint512(plainHeader, payload()),
		"alg RS256, HMAC signed":  mint(`{"alg":"RS256","typ":"JWT"}`, payload()),
		"empty secret":            mintBy("", plainHeader),
		"secret cut short":        mintBy(secret[:32], plainHeader),
		"a public key as secret":  mintBy(publicPEM, plainHeader),
		"its own key, jwk":        mintBy("attacker", `{"alg":"HS256","jwk":{"kty":"oct","k":"YXR0YWNrZXI"}}`),
		"its own key, jku":        mintBy("attacker", `{"alg":"HS256","jku":"https://example.com/keys"}`),
		"kid of a file":           mintBy("", `{"alg":"HS256","kid":"../../dev/null"}`),
		"kid of the key":          mintBy("", `{"alg":"HS256","kid":"default"}`),
		"crit":                    mint(`{"alg":"HS256","crit":["exp"]}`, payload()),
		"crit empty":              mint(`{"alg":"HS256","crit":[]}`, payload()),
		"crit null":               mint(`{"alg":"HS256","crit":null}`, payload()),
		"b64 false":               mint(`{"alg":"HS256","b64":false}`, payload()),
		"header array":            mint(`["HS256"]`, payload()),
		"header text":             mint(`"HS256"`, payload()),
		"header broken":           mint(`{"alg":"HS256"`, payload()),
		"header with a tail":      mint(plainHeader+"{}", payload()),
		"header not UTF-8":        mint("{\"alg\":\"HS256\",\"x\":\"\xff\"}", payload()),
	}
	r := ring(t)
	check(t, verifyErr(r, good))
	for name, raw := range attacks {
		t.Run(name, func(t *testing.T) {
			_, err := r.VerifyAccess(raw, now)
			wantPlainRefusal(t, err)
			_, err = r.VerifyRefresh(raw, now)
			wantPlainRefusal(t, err)
		})
	}
}

func verifyErr(r *token.Ring, raw string) error {
	_, err := r.VerifyAccess(raw, now)
	return err
}

func cut3(raw string) (head, body, signature string) {
	parts := strings.SplitN(raw, ".", 3)
	return parts[0], parts[1], parts[2]
}

func mintBy(key, header string) string {
	signed := part(header) + "." + part(payload())
	return signed + "." + sum(sha256.New, key, signed)
}

// mintWith64 is a good token with a - or _ in its signature.
func mintWith64() string {
	for i := int64(1); ; i++ {
		raw := mint(plainHeader, payload(`"n":`+strings.Repeat("1", int(i))))
		if _, _, signature := cut3(raw); strings.ContainsAny(signature, "-_") {
			return raw
		}
	}
}

func TestOddButHonestTokensAreAccepted(t *testing.T) {
	r := ring(t)
	for name, raw := range map[string]string{
		"typ first":           mint(`{"typ":"JWT","alg":"HS256"}`, payload()),
		"no typ":              mint(`{"alg":"HS256"}`, payload()),
		"another typ":         mint(`{"alg":"HS256","typ":"at+jwt"}`, payload()),
		"alg escaped":         mint(`{"\u0061lg":"HS\u0032\u0035\u0036"}`, payload()),
		"kid unknown":         mint(`{"alg":"HS256","kid":"theirs"}`, payload()),
		"kid a number":        mint(`{"alg":"HS256","kid":7}`, payload()),
		"jwk not looked at":   mint(`{"alg":"HS256","jwk":{"kty":"oct","k":"AA"}}`, payload()),
		"jku not looked at":   mint(`{"alg":"HS256","jku":"http://127.0.0.1:1/","x5u":7}`, payload()),
		"blanks in the JSON":  mint(" { \"alg\" : \"HS256\" } ", "\r\n\t"+strings.ReplaceAll(payload(), ",", " ,\n ")+" "),
		"user_id text":        mint(plainHeader, payload(`"user_id":"42"`)),
		"nbf now":             mint(plainHeader, payload(`"nbf":1780315200`)),
		"iat in the future":   mint(plainHeader, payload(`"iat":1790000000`)),
		"exp with a fraction": mint(plainHeader, payload(`"exp":1780315200.5`)),
		"exp with exponent":   mint(plainHeader, payload(`"exp":1.9e9`)),
		"other spellings":     mint(plainHeader, payload(`"USER_ID":1`, `"Exp":"never"`, `"PURPOSE":1`, `"Token_Type":"refresh"`)),
		"nested names":        mint(plainHeader, payload(`"x":{"user_id":1,"purpose":["}",{"exp":0}]}`, `"y":"\",\"user_id\":1"`)),
		"aud of another":      mint(plainHeader, payload(`"aud":"billing"`)),
		"aud a list":          mint(plainHeader, payload(`"aud":["billing","https://example.com"]`)),
		"iss of another":      mint(plainHeader, payload(`"iss":"https://accounts.example.com"`)),
		"unknown names twice": mint(plainHeader, `{"a":1,"a":2,`+payload()[1:]),
	} {
		t.Run(name, func(t *testing.T) {
			facts, err := r.VerifyAccess(raw, now)
			if check(t, err); facts.Account != 42 {
				t.Error("account", facts.Account)
			}
		})
	}
}

func TestATokenHasOneSpellingOnly(t *testing.T) {
	for alg, r := range everyRing(t) {
		raw, err := r.Access(token.Django, grant())
		check(t, err)
		head, body, signature := cut3(raw)
		for name, other := range map[string]string{
			"line end in the header":    head[:4] + "\n" + head[4:] + "." + body + "." + signature,
			"line end in the payload":   head + "." + body[:4] + "\n" + body[4:] + "." + signature,
			"line end in the signature": head + "." + body + "." + signature[:4] + "\r" + signature[4:],
			"stray bits, header":        stray(head) + "." + body + "." + signature,
			"stray bits, payload":       head + "." + stray(body) + "." + signature,
			"stray bits, signature":     head + "." + body + "." + stray(signature),
		} {
			if other == raw {
				continue // three bytes to four characters: there are no spare bits
			}
			if _, err := r.VerifyAccess(other, now); err == nil {
				t.Errorf("%s: %s passes", alg, name)
			}
		}
	}
}

// stray sets a bit of the last character that no byte is made of, if there is one.
func stray(s string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	other := s[:len(s)-1] + string(alphabet[strings.IndexByte(alphabet, s[len(s)-1])^1])
	a, _ := base64.RawURLEncoding.DecodeString(s)
	b, _ := base64.RawURLEncoding.DecodeString(other)
	if string(a) != string(b) {
		return s
	}
	return other
}

func TestTheLengthOfATokenIsBounded(t *testing.T) {
	r := ring(t)
	long := func(n int) string { return mint(plainHeader, payload(`"pad":"`+strings.Repeat("x", n)+`"`)) }
	fits := long(5900)
	if len(fits) > token.MaxLength {
		t.Fatal("the test is wrong:", len(fits))
	}
	check(t, verifyErr(r, fits))
	over := long(6100)
	if len(over) <= token.MaxLength {
		t.Fatal("the test is wrong:", len(over))
	}
	wantPlainRefusal(t, verifyErr(r, over))
}

func TestDeepNestingIsNoTrouble(t *testing.T) {
	r := ring(t)
	const depth = 2500
	deep := strings.Repeat(`[`, depth) + strings.Repeat(`]`, depth)
	check(t, verifyErr(r, mint(plainHeader, payload(`"x":`+deep))))
	wantPlainRefusal(t, verifyErr(r, mint(plainHeader, payload(`"x":`+deep[1:]))))
}
