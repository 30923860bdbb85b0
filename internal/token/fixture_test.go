package token_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"hash"
	"os"
	"strings"
	"time"

	"perfil/internal/token"
)

const secret = "a-secret-for-tests-that-protects-nothing-0123456789"

var now = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// asymmetric are the names of the keys in testdata, and their algorithms.
var asymmetric = map[string]string{"ed25519": "EdDSA", "p256": "ES256", "rsa2048": "RS256"}

type fataler interface {
	Helper()
	Fatal(...any)
}

func check(t fataler, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// hmacKey is a key whose secret is the one above, with the id at its end unless the id is "default".
func hmacKey(t fataler, id string) token.Key {
	t.Helper()
	s := secret
	if id != "default" {
		s += id
	}
	k, err := token.NewHMAC(id, []byte(s))
	check(t, err)
	return k
}

func pemKey(t fataler, name string) token.Key {
	t.Helper()
	text, err := os.ReadFile("testdata/keys/" + name + ".pem")
	check(t, err)
	k, err := token.ParsePrivateKey(name, text)
	check(t, err)
	return k
}

func ring(t fataler, keys ...token.Key) *token.Ring {
	t.Helper()
	if len(keys) == 0 {
		keys = []token.Key{hmacKey(t, "default")}
	}
	r, err := token.NewRing(keys[0], keys[1:]...)
	check(t, err)
	return r
}

// everyRing is one ring for every algorithm.
func everyRing(t fataler) map[string]*token.Ring {
	t.Helper()
	rings := map[string]*token.Ring{"HS256": ring(t)}
	for name, alg := range asymmetric {
		rings[alg] = ring(t, pemKey(t, name))
	}
	return rings
}

func grant() token.Grant {
	return token.Grant{
		Account: 42, Session: "s-1", IssuedAt: now, ExpiresAt: now.Add(time.Hour),
		JTI: "0f1e2d3c4b5a69788796a5b4c3d2e1f0", Email: "ana@example.com", RoleID: 2, Name: "Ana Ruiz",
	}
}

func part(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

func unpart(t fataler, text string) string {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(text)
	check(t, err)
	return string(b)
}

func sum(h func() hash.Hash, key, message string) string {
	m := hmac.New(h, []byte(key))
	m.Write([]byte(message))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

const plainHeader = `{"alg":"HS256","typ":"JWT"}`

// mint signs any header and payload under HS256 with the shared secret, as another holder of it might.
func mint(header, payload string) string {
	signed := part(header) + "." + part(payload)
	return signed + "." + sum(sha256.New, secret, signed)
}

func mint512(header, payload string) string {
	signed := part(header) + "." + part(payload)
	return signed + "." + sum(sha512.New, secret, signed)
}

// payload is that of a good access token; each change is `"name":json`, or "-name" to leave a claim out.
func payload(changes ...string) string {
	order := []string{"token_type", "exp", "iat", "jti", "user_id"}
	values := map[string]string{
		"token_type": `"access"`, "exp": fmt.Sprint(now.Unix() + 3600), "iat": fmt.Sprint(now.Unix()),
		"jti": `"j"`, "user_id": "42",
	}
	for _, change := range changes {
		if name, ok := strings.CutPrefix(change, "-"); ok {
			delete(values, name)
			continue
		}
		quoted, value, _ := strings.Cut(change, ":")
		name := strings.Trim(quoted, `"`)
		if _, known := values[name]; !known {
			order = append(order, name)
		}
		values[name] = value
	}
	var members []string
	for _, name := range order {
		if value, ok := values[name]; ok {
			members = append(members, `"`+name+`":`+value)
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}
