package web

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// text reads the string whose opening quote is at s.pos.
func (s *scanner) text() (string, Problem, error) {
	open := s.pos
	s.pos++
	from := s.pos           // s.in[from:s.pos] is still to be copied as it is
	var out strings.Builder // empty until the first escape
	problem := NoProblem
	for {
		switch c := s.peek(); {
		case s.pos == len(s.in):
			return "", 0, s.fail("Unterminated string starting at", open)
		case c == '"':
			out.Write(s.in[from:s.pos])
			s.pos++
			return out.String(), problem, nil
		case c < ' ':
			return "", 0, s.fail("Invalid control character at", s.pos)
		case c == '\\':
			out.Write(s.in[from:s.pos])
			r, bad, err := s.escape(open)
			if err != nil {
				return "", 0, err
			}
			if problem == NoProblem {
				problem = bad
			}
			out.WriteRune(r)
			from = s.pos
		default:
			s.pos++
		}
	}
}

// escape reads an escape sequence of the string that begins at open.
func (s *scanner) escape(open int) (rune, Problem, error) {
	s.pos++
	if s.pos == len(s.in) {
		return 0, 0, s.fail("Unterminated string starting at", open)
	}
	c := s.in[s.pos]
	if c == 'u' {
		return s.unicodeEscape()
	}
	const letters, meanings = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	i := strings.IndexByte(letters, c)
	if i < 0 {
		return 0, 0, s.fail(`Invalid \escape`, s.pos-1)
	}
	s.pos++
	return rune(meanings[i]), NoProblem, nil
}

// unicodeEscape reads \uXXXX, or two of them that make one character
// (RFC 8259, section 7). s.pos is at the u.
func (s *scanner) unicodeEscape() (rune, Problem, error) {
	r, ok := s.hex4(s.pos + 1)
	if !ok {
		return 0, 0, s.fail(`Invalid \uXXXX escape`, s.pos)
	}
	s.pos += 5
	if r == 0 {
		return 0, NUL, nil
	}
	if !utf16.IsSurrogate(r) {
		return r, NoProblem, nil
	}
	if s.pos+1 < len(s.in) && s.in[s.pos] == '\\' && s.in[s.pos+1] == 'u' {
		if low, ok := s.hex4(s.pos + 2); ok {
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				s.pos += 6
				return pair, NoProblem, nil
			}
		}
	}
	return utf8.RuneError, LoneSurrogate, nil
}

// hex4 reads four hexadecimal digits. Something has to come after them, if
// only the closing quote.
func (s *scanner) hex4(at int) (rune, bool) {
	if at+4 >= len(s.in) {
		return 0, false
	}
	var r rune
	for _, c := range s.in[at : at+4] {
		digit, ok := hexDigit(c)
		if !ok {
			return 0, false
		}
		r = r<<4 | rune(digit)
	}
	return r, true
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case isDigit(c):
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// number reads the longest number there is (RFC 8259, section 6); what follows
// it, as the 1 of 01, is for the caller to stumble over. The text stays as it
// was sent, for no number type of ours could hold all of them.
func (s *scanner) number() (Value, error) {
	start := s.pos
	s.take('-')
	if !isDigit(s.peek()) {
		return Value{}, s.fail("Expecting value", start)
	}
	if !s.take('0') {
		s.digits()
	}
	if mark := s.pos; s.take('.') && !s.digits() {
		s.pos = mark
	}
	if mark := s.pos; s.take('e') || s.take('E') {
		if !s.take('+') {
			s.take('-')
		}
		if !s.digits() {
			s.pos = mark
		}
	}
	return Value{kind: Number, text: string(s.in[start:s.pos])}, nil
}

// digits says whether it passed any.
func (s *scanner) digits() bool {
	start := s.pos
	for isDigit(s.peek()) {
		s.pos++
	}
	return s.pos > start
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isFloat says whether a number is written with a fraction or an exponent.
func (v Value) isFloat() bool { return v.kind == Number && strings.ContainsAny(v.text, ".eE") }
