package token_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"perfil/internal/token"
)

func TestOpaqueTokensAndIDsHaveTheirFormAndDoNotRepeat(t *testing.T) {
	for name, c := range map[string]struct {
		form string
		next func() string
	}{
		"opaque":     {`^[A-Za-z0-9_-]{43}$`, func() string { text, _ := token.NewOpaque(); return text }},
		"session id": {`^[A-Za-z0-9_-]{22}$`, token.NewSessionID},
		"jti":        {`^[0-9a-f]{32}$`, token.NewJTI},
	} {
		form, seen := regexp.MustCompile(c.form), map[string]bool{}
		for range 1000 {
			text := c.next()
			if !form.MatchString(text) || seen[text] {
				t.Fatalf("%s: %q", name, text)
			}
			seen[text] = true
		}
	}
}

func TestAnOpaqueTokenIsFoundByItsDigest(t *testing.T) {
	text, d := token.NewOpaque()
	if !d.Equal(token.DigestOf(text)) || d.Equal(token.DigestOf(text+"x")) {
		t.Error("the digest is not that of the text")
	}
}

func TestADigestIsSHA256(t *testing.T) {
	const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" // FIPS 180-2, B.1
	d := token.DigestOf("abc")
	if got := hex.EncodeToString(d.Bytes()); got != abc {
		t.Error("got", got)
	}
	if got := fmt.Sprint(d); got != abc[:8] {
		t.Error("printed as", got)
	}
}

func TestADigestSurvivesTheDatabase(t *testing.T) {
	d := token.DigestOf("x")
	stored := d.Bytes()
	back, err := token.DigestFromBytes(stored)
	check(t, err)
	if back != d {
		t.Error("comes back as", back)
	}
	clear(stored)
	if back != d || bytes.Equal(d.Bytes(), stored) {
		t.Error("shares its bytes")
	}
	for _, n := range []int{0, 31, 33} {
		if _, err := token.DigestFromBytes([]byte(strings.Repeat("x", n))); err == nil {
			t.Error(n, "bytes are taken")
		}
	}
}
