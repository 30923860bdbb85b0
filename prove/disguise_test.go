package prove_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"testing"
)

// isIn says whether a text has a secret, as it is or as texts carry others.
func isIn(text []byte, secret string) bool {
	raw := []byte(secret)
	whole := raw[:len(raw)/3*3] // the rest depends on what follows it
	for _, form := range []string{
		secret, hex.EncodeToString(raw), url.QueryEscape(secret),
		base64.StdEncoding.EncodeToString(whole), base64.URLEncoding.EncodeToString(whole),
	} {
		if bytes.Contains(text, []byte(form)) {
			return true
		}
	}
	return false
}

func TestASecretIsFoundInEveryForm(t *testing.T) {
	for text, want := range map[string]bool{
		"it is s+cret/1 here": true, "%2Bs%2Bcret%2F1": true, "732b637265742f31": true,
		"Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte("s+cret/1")): true,
		"s cret/1": false, "": false,
	} {
		if isIn([]byte(text), "s+cret/1") != want {
			t.Errorf("%q: want %t", text, want)
		}
	}
}
