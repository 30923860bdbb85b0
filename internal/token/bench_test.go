package token_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"perfil/internal/token"
)

// BenchmarkVerifyAccess is the path of every request with a token. Beside it stand the floor, which is the HMAC of the
// same bytes and nothing else, and go-jose, which checks the signature and reads no claims.
func BenchmarkVerifyAccess(b *testing.B) {
	for alg, r := range everyRing(b) {
		raw, err := r.Access(token.Django, grant())
		check(b, err)
		b.Run(alg, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := r.VerifyAccess(raw, now); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	raw, err := ring(b).Access(token.Django, grant())
	check(b, err)
	b.Run("floor", func(b *testing.B) { floor(b, raw) })
	b.Run("go-jose", func(b *testing.B) { viaLibrary(b, raw) })
	b.Run("forged", func(b *testing.B) {
		r := ring(b, hmacKey(b, "stranger"))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := r.VerifyAccess(raw, now); err == nil {
				b.Fatal("passes")
			}
		}
	})
}

func floor(b *testing.B, raw string) {
	last := strings.LastIndexByte(raw, '.')
	signed := []byte(raw[:last])
	signature, err := base64.RawURLEncoding.DecodeString(raw[last+1:])
	check(b, err)
	b.ReportAllocs()
	for b.Loop() {
		m := hmac.New(sha256.New, []byte(secret))
		m.Write(signed)
		if !hmac.Equal(m.Sum(nil), signature) {
			b.Fatal("the HMAC differs")
		}
	}
}

func viaLibrary(b *testing.B, raw string) {
	b.ReportAllocs()
	for b.Loop() {
		parsed, err := jose.ParseSignedCompact(raw, []jose.SignatureAlgorithm{jose.HS256})
		check(b, err)
		_, err = parsed.Verify([]byte(secret))
		check(b, err)
	}
}

func BenchmarkAccess(b *testing.B) {
	r := ring(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Access(token.Express, grant()); err != nil {
			b.Fatal(err)
		}
	}
}
