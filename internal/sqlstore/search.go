package sqlstore

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"perfil/internal/account"
)

// searchText is what a search looks through. It is folded here and not in SQL,
// because SQLite knows the cases of ASCII letters only. The line break keeps a
// search from matching across the name and the e-mail.
func searchText(firstName, lastName, email string) string {
	named := account.Account{FirstName: firstName, LastName: lastName}
	return fold(named.Name()) + "\n" + fold(email)
}

// fold makes two texts equal that differ in case alone, or in how a letter with
// an accent is composed.
func fold(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	return norm.NFC.String(cases.Fold().String(s))
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// longestSearch bounds the pattern, because a database refuses one that is too
// long (SQLite: 50,000 bytes). No name or e-mail is as long as this.
const longestSearch = 10_000

var escaped = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// likePattern finds texts that contain s, whatever s is made of.
func likePattern(s string) string {
	return "%" + escaped.Replace(s) + "%"
}
