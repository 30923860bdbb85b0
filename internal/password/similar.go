package password

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxSimilarity is from where on two texts are too similar: the default of
// Django's UserAttributeSimilarityValidator, whose steps this file takes.
const maxSimilarity = 0.7

// similarTo returns the name of the first attribute that plain is too similar
// to: to its whole value or to one of the words in it, so that the part of an
// e-mail address before the @ counts by itself.
func similarTo(plain string, attributes []Attribute) (name string, similar bool) {
	password := count(lower(plain))
	for _, a := range attributes {
		if a.Value == "" {
			continue
		}
		value := lower(a.Value)
		for _, part := range append(words(value), value) {
			if password.tooSimilar(part) {
				return a.Name, true
			}
		}
	}
	return "", false
}

// words cuts at every run of what is no letter, digit or underscore. As with
// Python's re.split a text that begins or ends with such a run gives an empty
// word there; it matters for the empty password, which is similar to it.
func words(s string) []string {
	var parts []string
	for s != "" {
		i := strings.IndexFunc(s, isNoWord)
		if i < 0 {
			break
		}
		parts = append(parts, s[:i])
		s = strings.TrimLeftFunc(s[i:], isNoWord)
	}
	return append(parts, s)
}

func isNoWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '_' }

// letters is a text as the number of times that each code point occurs in it.
type letters struct {
	times  map[rune]int
	length int // code points
}

func count(s string) letters {
	l := letters{times: make(map[rune]int, len(s)), length: utf8.RuneCountInString(s)}
	for _, r := range s {
		l.times[r]++
	}
	return l
}

// tooSimilar compares like difflib's quick_ratio: twice the code points that
// both texts have, wherever they stand, over the lengths of both.
func (l letters) tooSimilar(part string) bool {
	length := utf8.RuneCountInString(part)
	// Django's shortcut against long passwords. A text ten times as long can
	// reach 2/11 at most; only two empty texts get past it, and they are alike.
	if l.length >= 10*length && float64(length) < maxSimilarity/2*float64(l.length) {
		return false
	}
	if l.length+length == 0 {
		return true
	}
	used := make(map[rune]int, length)
	common := 0
	for _, r := range part {
		if used[r] < l.times[r] {
			common++
		}
		used[r]++
	}
	return 2*float64(common)/float64(l.length+length) >= maxSimilarity
}

// lower is Python's str.lower, but for the Greek final sigma, which stays a
// sigma in both of the texts compared. The Turkish capital İ becomes two code
// points there and one in Go.
func lower(s string) string {
	return strings.ToLower(strings.ReplaceAll(s, "İ", "i\u0307"))
}
