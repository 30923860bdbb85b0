package mail

import (
	"regexp"
	"strings"
	"unicode"
)

// clean puts a foreign text on one line: breaks become spaces, other characters
// that cannot be seen go.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case isUnseen(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	return strings.TrimSpace(s)
}

// linkish finds what mail programs make a link of on their own: an address of a
// page, a host, an e-mail address.
var linkish = regexp.MustCompile(`[/\\@:]|(?i:www\.)|[\p{L}\p{N}-]{2,}[.。．｡][\p{L}]{2,}`)

const maxName = 60 // code points of a name in a greeting

// greetable is a name as a letter may use it, or "" for a letter without one.
// Anyone can sign up with somebody else's address and a name that is an
// advertisement; a name that holds a link, or is longer than names are, would
// make our letter the carrier of it.
func greetable(name string) string {
	name = strings.Join(strings.Fields(clean(name)), " ")
	if linkish.MatchString(name) || len([]rune(name)) > maxName {
		return ""
	}
	return name
}
