package token_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"perfil/internal/token"
)

// vector is a token that a program of another system made; the programs lie beside the files.
type vector struct {
	By, What, Key, Token, Want string
	Account                    int64
	JTI                        string
	Iat, Exp                   int64
}

func vectors(t *testing.T) []vector {
	t.Helper()
	files, err := filepath.Glob("testdata/foreign/*.jsonl")
	if err != nil || len(files) != 2 {
		t.Fatal("the vectors are not there:", files, err)
	}
	var all []vector
	for _, name := range files {
		file, err := os.Open(name)
		check(t, err)
		defer file.Close()
		for lines := bufio.NewScanner(file); lines.Scan(); {
			var v vector
			check(t, json.Unmarshal(lines.Bytes(), &v))
			all = append(all, v)
		}
	}
	return all
}

func TestTokensOfOtherSystemsAreTakenForWhatTheyAre(t *testing.T) {
	keys := map[string]token.Key{"hmac": hmacKey(t, "default")}
	for name := range asymmetric {
		keys[name] = pemKey(t, name)
	}
	for _, v := range vectors(t) {
		t.Run(v.By+"/"+v.What, func(t *testing.T) {
			r := ring(t, keys[v.Key])
			access, accessErr := r.VerifyAccess(v.Token, now)
			refresh, refreshErr := r.VerifyRefresh(v.Token, now)
			switch v.Want {
			case "access":
				wantFacts(t, v, access, accessErr)
				wantError(t, refreshErr, token.ErrWrongType)
			case "refresh":
				wantFacts(t, v, refresh, refreshErr)
				wantError(t, accessErr, token.ErrWrongType)
			case "wrong type":
				wantError(t, accessErr, token.ErrWrongType)
				wantError(t, refreshErr, token.ErrWrongType)
			case "expired":
				wantError(t, accessErr, token.ErrExpired)
				wantError(t, refreshErr, token.ErrExpired)
			case "refused":
				wantPlainRefusal(t, accessErr)
				wantPlainRefusal(t, refreshErr)
			default:
				t.Fatal("unknown want", v.Want)
			}
		})
	}
}

func TestTokensOfOtherSystemsAreRefusedByOtherKeys(t *testing.T) {
	r := ring(t, hmacKey(t, "stranger"))
	for _, v := range vectors(t) {
		_, err := r.VerifyAccess(v.Token, now)
		wantPlainRefusal(t, err)
	}
}

func wantFacts(t *testing.T, v vector, got token.Facts, err error) {
	t.Helper()
	check(t, err)
	want := token.Facts{
		Account: v.Account, JTI: v.JTI, ExpiresAt: time.Unix(v.Exp, 0).UTC(),
		Digest: token.DigestOf(v.Token[:strings.LastIndexByte(v.Token, '.')]),
	}
	if v.Iat != 0 {
		want.HasIssuedAt, want.IssuedAt = true, time.Unix(v.Iat, 0).UTC()
	}
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// wantError wants this refusal, which is an ErrInvalid too.
func wantError(t *testing.T, got, want error) {
	t.Helper()
	if !errors.Is(got, want) || !errors.Is(got, token.ErrInvalid) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// wantPlainRefusal wants an ErrInvalid that is no more than that.
func wantPlainRefusal(t *testing.T, got error) {
	t.Helper()
	if !errors.Is(got, token.ErrInvalid) || errors.Is(got, token.ErrExpired) || errors.Is(got, token.ErrWrongType) {
		t.Errorf("got %v, want a plain refusal", got)
	}
}
