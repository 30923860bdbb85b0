package account

import (
	"crypto/rand"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode"
)

// isUsername says whether s holds only what a user name may hold: letters and
// digits of any script, and @ . + - _ . Case matters: Ada and ada are two names,
// as in the systems that accounts come from.
func isUsername(s string) bool {
	for _, r := range s {
		if !isUsernameRune(r) {
			return false
		}
	}
	return s != ""
}

func isUsernameRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || strings.ContainsRune("_@.+-", r)
}

// usernameBaseMax leaves room for what tells two equal names apart.
const usernameBaseMax = UsernameMax - 20

// usernameFrom proposes a user name for an account that was registered without
// one: the local part of the address, without what no user name may hold. try
// counts the proposals that were taken; after a few neighbours the rest is
// random, so that a popular name does not cost a hundred attempts.
func usernameFrom(email string, try int) string {
	local, _, _ := strings.Cut(email, "@")
	base := strings.Map(func(r rune) rune {
		if isUsernameRune(r) {
			return r
		}
		return -1
	}, local)
	if runes := []rune(base); len(runes) > usernameBaseMax {
		base = string(runes[:usernameBaseMax])
	}
	if base == "" {
		base = "user"
	}
	switch {
	case try == 0:
		return base
	case try < usernameNeighbours:
		return base + strconv.Itoa(try+1)
	default:
		var b [6]byte
		rand.Read(b[:]) // never fails, see crypto/rand
		return base + "-" + hex.EncodeToString(b[:])
	}
}

const (
	usernameNeighbours = 4
	usernameTries      = 12
)
