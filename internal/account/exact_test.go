package account_test

import (
	"strings"
	"testing"

	"perfil/internal/account"
)

// A password is what was typed: as long as that was, in its case, with the spaces
// around it.
func TestAPasswordCountsToItsLastCharacter(t *testing.T) {
	w := newWorld(t)
	long := strings.Repeat("quiet harbor, Ñandú ", 6) + "at dawn " // 128 characters, more bytes
	_, err := w.SignUp(t.Context(), account.SignUp{Terms: terms, Username: "ada", Email: "ada@example.com", Password: long})
	must(t, err)
	ada := &person{world: w, email: "ada@example.com", password: long}
	ada.signIn().wantIn()
	for what, other := range map[string]string{
		"its last character":      long[:len(long)-1] + "!",
		"less the space behind":   strings.TrimSpace(long),
		"another case":            strings.ToLower(long),
		"its first 72 bytes":      long[:72],
		"its first 64 characters": string([]rune(long)[:64]),
	} {
		if _, err := ada.trySignIn(other); account.ErrorOf(err).Kind != account.BadCredentials {
			t.Errorf("%s: %v", what, err)
		}
	}
}
