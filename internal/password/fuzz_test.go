package password_test

import (
	"context"
	"regexp"
	"testing"
	"unicode/utf8"

	"perfil/internal/password"
)

func addHashes(f *testing.F, add func(hash string)) {
	f.Helper()
	for _, v := range readLines[vector](f, "testdata/vectors.jsonl") {
		add(v.Hash)
	}
	for hash := range withinBounds {
		add(hash)
	}
	for _, hashes := range [][]string{outOfBounds, malformed, unknown} {
		for _, hash := range hashes {
			add(hash)
		}
	}
}

func FuzzRecognize(f *testing.F) {
	addHashes(f, func(hash string) { f.Add(hash) })
	f.Fuzz(func(t *testing.T, hash string) {
		form, err := password.Recognize(password.Hash(hash))
		if err == nil && form == password.Unknown {
			t.Error("unknown, but accepted")
		}
		if err == nil && len(hash) > 1024 && form != password.Unusable {
			t.Errorf("%d bytes accepted", len(hash))
		}
	})
}

// costly finds parameters that are allowed and take more than a moment. The
// bounds themselves are tested by the tables; here it is about panics.
var costly = regexp.MustCompile(`[0-9]{4,}|ln=[0-9]{2}|\$(0[7-9]|1[0-9])\$|p=[0-9]{2}|r=[0-9]{2}`)

func FuzzVerify(f *testing.F) {
	addHashes(f, func(hash string) { f.Add(hash, "SecurePass123!") })
	f.Add("!", "")
	h := quick()
	f.Fuzz(func(t *testing.T, hash, plain string) {
		if costly.MatchString(hash) {
			t.Skip()
		}
		_, refused := password.Recognize(password.Hash(hash))
		ok, err := h.Verify(context.Background(), password.Hash(hash), plain)
		if err != nil {
			t.Errorf("Verify: %v", err)
		}
		if ok && (refused != nil || hash == "" || hash[0] == '!') {
			t.Errorf("verified although %v", refused)
		}
	})
}

func FuzzStrength(f *testing.F) {
	for _, line := range readLines[judged](f, "testdata/strength.jsonl") {
		f.Add(line.Password, line.Attributes[0].Value, line.Attributes[3].Value)
	}
	f.Fuzz(func(t *testing.T, plain, username, email string) {
		got := djangoRules.Check(plain, password.Attribute{Name: "username", Value: username},
			password.Attribute{Name: "email", Value: email})
		short := false
		for _, v := range got {
			short = short || v.Weakness == password.TooShort
		}
		if short != (utf8.RuneCountInString(plain) < 8) {
			t.Errorf("%q: short is %v", plain, short)
		}
		same := djangoRules.Check(plain, password.Attribute{Name: "itself", Value: plain})
		if plain != "" && (len(same) == 0 || same[0].Weakness != password.TooSimilar) {
			t.Errorf("%q is not similar to itself", plain)
		}
	})
}
