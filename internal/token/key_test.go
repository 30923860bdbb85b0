package token_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"

	"perfil/internal/token"
)

func TestAShortSecretNeedsConsent(t *testing.T) {
	short := []byte(strings.Repeat("s", token.MinSecret-1))
	if _, err := token.NewHMAC("k", short); !errors.Is(err, token.ErrShortSecret) {
		t.Error("31 bytes:", err)
	}
	_, err := token.NewHMAC("k", append(short, 's'))
	check(t, err)
	k, err := token.NewShortHMAC("k", []byte("s"))
	check(t, err)
	r := ring(t, k)
	raw, err := r.Access(token.Express, grant())
	check(t, err)
	check(t, verifyErr(r, raw))
	for _, empty := range [][]byte{nil, {}} {
		if _, err := token.NewShortHMAC("k", empty); !errors.Is(err, token.ErrShortSecret) {
			t.Error("no secret at all:", err)
		}
	}
}

func TestAKeyKeepsItsOwnCopyOfTheSecret(t *testing.T) {
	s := []byte(secret)
	k, err := token.NewHMAC("k", s)
	check(t, err)
	clear(s)
	check(t, verifyErr(ring(t, k), good))
}

func TestAGeneratedSecretIsTextOf256Bits(t *testing.T) {
	a, b := token.GenerateSecret(), token.GenerateSecret()
	raw, err := base64.RawURLEncoding.DecodeString(string(a))
	check(t, err)
	if len(raw) != 32 || bytes.Equal(a, b) {
		t.Error(len(raw), "bytes, or twice the same")
	}
	_, err = token.NewHMAC("k", a)
	check(t, err)
}

func TestTheKindOfKeyDecidesTheAlgorithm(t *testing.T) {
	for name, alg := range asymmetric {
		if got := pemKey(t, name).Algorithm(); got != alg {
			t.Errorf("%s is %s, want %s", name, got, alg)
		}
	}
	if got := hmacKey(t, "k").Algorithm(); got != "HS256" {
		t.Error("a secret is", got)
	}
}

func TestAKeyWithoutAnIDGetsItsThumbprint(t *testing.T) {
	text, err := os.ReadFile("testdata/keys/ed25519.pem")
	check(t, err)
	k, err := token.ParsePrivateKey("", text)
	check(t, err)
	again, err := token.ParsePrivateKey("", text)
	check(t, err)
	if len(k.ID) != 43 || k.ID != again.ID {
		t.Errorf("%q, then %q", k.ID, again.ID)
	}
	ring(t, k)
}

func TestUnusablePrivateKeysAreRefused(t *testing.T) {
	rsa1024, err := rsa.GenerateKey(rand.Reader, 1024)
	check(t, err)
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	check(t, err)
	ecdh, err := p384.ECDH()
	check(t, err)
	usable, err := os.ReadFile("testdata/keys/p256.pem")
	check(t, err)
	block, _ := pem.Decode(usable)
	for name, text := range map[string][]byte{
		"nothing":       nil,
		"no PEM":        []byte("a secret"),
		"RSA 1024":      pkcs8(t, rsa1024),
		"P-384":         pkcs8(t, p384),
		"ECDH":          pkcs8(t, ecdh),
		"two keys":      append(bytes.Clone(usable), usable...),
		"encrypted":     pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: block.Bytes}),
		"public":        pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: block.Bytes}),
		"broken inside": pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: block.Bytes[:20]}),
	} {
		if _, err := token.ParsePrivateKey("k", text); !errors.Is(err, token.ErrKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func pkcs8(t *testing.T, key any) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	check(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

// A key reaches logs by accident: in a struct, by %+v, in an error. None of that may show the secret, not even its
// bytes as numbers.
func TestAKeyPrintsItsIDAndNothingElse(t *testing.T) {
	type config struct {
		Key    token.Key
		hidden token.Key
		Ring   *token.Ring
		ring   *token.Ring
		rings  []token.Ring
	}
	k := hmacKey(t, "the-key")
	r := ring(t, k)
	pair := pemKey(t, "ed25519")
	for _, v := range []any{
		k, &k, r, *r, config{k, k, r, r, []token.Ring{*r}}, &config{Key: k, hidden: k, ring: r},
		config{Key: pair, hidden: pair, ring: ring(t, pair)}, ring(t, pemKey(t, "rsa2048"), pair, pemKey(t, "p256")),
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o", "%b", "%t", "%p"} {
			wantNoSecret(t, fmt.Sprintf("%T %s", v, verb), fmt.Sprintf(verb, v))
		}
		text, err := json.Marshal(v)
		check(t, err)
		wantNoSecret(t, fmt.Sprintf("%T in JSON", v), string(text))
	}
	for name, handler := range map[string]func(*bytes.Buffer) slog.Handler{
		"text": func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
		"json": func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
	} {
		var log bytes.Buffer
		slog.New(handler(&log)).Info("start", "key", k, "ring", r, "ring", *r, "config", config{Key: k, hidden: k, ring: r})
		wantNoSecret(t, "slog "+name, log.String())
	}
	if k.String() != "the-key" || fmt.Sprint(r) != "the-key" {
		t.Error("the id is not shown")
	}
}

func wantNoSecret(t *testing.T, where, printed string) {
	t.Helper()
	for _, head := range []string{secret[:8], ed25519Seed(t)[:8]} {
		for _, form := range spellings(head) {
			if strings.Contains(printed, form) {
				t.Errorf("%s shows the secret: %s", where, printed)
			}
		}
	}
}

// ed25519Seed is the private part of the test key, which ends its PKCS #8 form.
func ed25519Seed(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("testdata/keys/ed25519.pem")
	check(t, err)
	block, _ := pem.Decode(text)
	return string(block.Bytes[len(block.Bytes)-32:])
}

// spellings are the ways fmt and encoding/json have to write bytes.
func spellings(head string) []string {
	return []string{
		head, fmt.Sprintf("%x", head), fmt.Sprintf("%X", head), base64.StdEncoding.EncodeToString([]byte(head))[:8],
		strings.Trim(fmt.Sprintf("%d", []byte(head)), "[]"),
		strings.Trim(fmt.Sprintf("%o", []byte(head)), "[]"),
		strings.Trim(fmt.Sprintf("%b", []byte(head)), "[]"),
		strings.TrimSuffix(fmt.Sprintf("%#v", []byte(head)), "}")[len("[]byte{"):],
	}
}
