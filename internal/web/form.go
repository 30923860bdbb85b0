package web

import (
	"strings"
	"unicode/utf8"
)

// A FormError is a multipart body that cannot be taken apart.
type FormError struct {
	Reason string // short, in English, without a quote from the body
}

func (e *FormError) Error() string { return "malformed form: " + e.Reason }

// parseForm reads application/x-www-form-urlencoded as browsers define it (URL
// Standard, section 5.1): there is no broken form, and a % without two digits
// behind it is just a %. Passwords typed into sloppy clients depend on that.
func parseForm(body string) Object {
	object := Object{}
	for pair := range strings.SplitSeq(body, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		object[unescapeForm(name)] = formText(unescapeForm(value))
	}
	return object
}

// formText is the value of a field of a form.
func formText(text string) Value {
	value := Value{kind: String, text: text}
	switch {
	case !utf8.ValidString(text):
		value.problem = InvalidUTF8
		value.text = strings.ToValidUTF8(text, "\uFFFD")
	case strings.IndexByte(text, 0) >= 0:
		value.problem = NUL
	}
	return value
}

func unescapeForm(s string) string {
	if !strings.ContainsAny(s, "+%") {
		return s
	}
	var out strings.Builder
	out.Grow(len(s))
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '+':
			out.WriteByte(' ')
		case '%':
			c, ok := escapedByte(s[i:])
			if ok {
				i += 2
			}
			out.WriteByte(c)
		default:
			out.WriteByte(s[i])
		}
	}
	return out.String()
}

// escapedByte is the byte that the %XX at the beginning of s stands for, or
// the % itself.
func escapedByte(s string) (byte, bool) {
	if len(s) < 3 {
		return '%', false
	}
	high, ok1 := hexDigit(s[1])
	low, ok2 := hexDigit(s[2])
	if !ok1 || !ok2 {
		return '%', false
	}
	return high<<4 | low, true
}
