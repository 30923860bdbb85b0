package password

import (
	_ "embed"
	"sort"
	"strings"
	"unicode"
)

// commonPasswords is the list that Django's CommonPasswordValidator uses, made
// by Royce Williams from passwords that leaked often: 19,727 of them,
// lower-case, one per line, sorted by bytes. It stays in the program's image as
// it is (160 KiB) and is searched there; nothing is built from it in memory.
//
//go:embed common-passwords.txt
var commonPasswords string

// isCommon looks plain up, whatever its case and the white space around it.
func isCommon(plain string) bool {
	wanted := strings.TrimFunc(lower(plain), isPythonSpace)
	// The smallest offset whose line is not before the wanted one. Offsets within
	// one line all give that line, so the answer never decreases.
	at := sort.Search(len(commonPasswords), func(i int) bool { return lineAt(i) >= wanted })
	return at < len(commonPasswords) && lineAt(at) == wanted
}

// lineAt returns the line that the byte at offset i belongs to; a line's own
// end belongs to it.
func lineAt(i int) string {
	start := strings.LastIndexByte(commonPasswords[:i], '\n') + 1
	line, _, _ := strings.Cut(commonPasswords[start:], "\n")
	return line
}

// isPythonSpace is what Python's str.strip takes off: Go's white space and the
// four separators of ASCII.
func isPythonSpace(r rune) bool {
	return unicode.IsSpace(r) || (r >= 0x1c && r <= 0x1f)
}
