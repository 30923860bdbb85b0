package web

import "unicode/utf8"

// ParseJSON reads a body that has to be one JSON object (RFC 8259).
//
// It is a scanner of our own and not encoding/json, because that one reports
// errors by quoting the body, takes a lone surrogate for U+FFFD without a
// word, and nests 10000 deep; finding all three out beside it would mean to
// scan every body twice. A fuzz test holds the two against each other.
//
// Only the first level is kept, of which the contracts read flat values.
//
// Errors: [*SyntaxError], [ErrTooDeep], and [*NotObjectError] for JSON that is
// something else than an object.
func ParseJSON(body []byte) (Object, error) {
	s := scanner{in: body}
	if err := s.checkEncoding(); err != nil {
		return nil, err
	}
	s.space()
	object := Object{}
	top, err := s.value(0, object)
	if err != nil {
		return nil, err
	}
	s.space()
	if s.pos < len(s.in) {
		return nil, s.fail("Extra data", s.pos)
	}
	if top.kind != Nested {
		return nil, &NotObjectError{Got: top.kind, IsFloat: top.isFloat()}
	}
	return object, nil
}

// scanner reads JSON from left to right. The reasons of its errors, and the
// places they name, are those of Python's json module, which clients of the
// Django contract are used to.
type scanner struct {
	in  []byte
	pos int
}

// checkEncoding makes sure once that there is nothing but UTF-8, so that the
// rest can go byte by byte. UTF-16 ends here.
func (s *scanner) checkEncoding() error {
	if len(s.in) >= 3 && string(s.in[:3]) == "\uFEFF" {
		return s.fail("Unexpected UTF-8 BOM (decode using utf-8-sig)", 0)
	}
	if utf8.Valid(s.in) {
		return nil
	}
	at := 0
	for {
		r, size := utf8.DecodeRune(s.in[at:])
		if r == utf8.RuneError && size <= 1 {
			return s.fail("Invalid UTF-8", at)
		}
		at += size
	}
}

// value reads any value at the given depth. The members of an object go into
// members, or nowhere when that is nil.
func (s *scanner) value(depth int, members Object) (Value, error) {
	switch c := s.peek(); {
	case c == '"':
		text, problem, err := s.text()
		return Value{kind: String, text: text, problem: problem}, err
	case c == '{':
		return Value{kind: Nested}, s.object(depth+1, members)
	case c == '[':
		return Value{kind: Array}, s.array(depth + 1)
	case c == '-' || isDigit(c):
		return s.number()
	}
	return s.word()
}

func (s *scanner) object(depth int, members Object) error {
	if depth > MaxDepth {
		return ErrTooDeep
	}
	s.pos++
	s.space()
	if s.take('}') {
		return nil
	}
	for {
		if err := s.member(depth, members); err != nil {
			return err
		}
		s.space()
		if s.take('}') {
			return nil
		}
		if !s.take(',') {
			return s.fail("Expecting ',' delimiter", s.pos)
		}
		s.space()
	}
}

func (s *scanner) member(depth int, members Object) error {
	if s.peek() != '"' {
		return s.fail("Expecting property name enclosed in double quotes", s.pos)
	}
	name, _, err := s.text()
	if err != nil {
		return err
	}
	s.space()
	if !s.take(':') {
		return s.fail("Expecting ':' delimiter", s.pos)
	}
	s.space()
	value, err := s.value(depth, nil)
	if err != nil {
		return err
	}
	if members != nil {
		members[name] = value
	}
	return nil
}

func (s *scanner) array(depth int) error {
	if depth > MaxDepth {
		return ErrTooDeep
	}
	s.pos++
	s.space()
	if s.take(']') {
		return nil
	}
	for {
		if _, err := s.value(depth, nil); err != nil {
			return err
		}
		s.space()
		if s.take(']') {
			return nil
		}
		if !s.take(',') {
			return s.fail("Expecting ',' delimiter", s.pos)
		}
		s.space()
	}
}

// word reads true, false or null. NaN and Infinity are no JSON.
func (s *scanner) word() (Value, error) {
	for _, word := range [...]struct {
		text string
		kind Kind
	}{{"true", Bool}, {"false", Bool}, {"null", Null}} {
		if end := s.pos + len(word.text); end <= len(s.in) && string(s.in[s.pos:end]) == word.text {
			s.pos = end
			if word.kind == Null {
				return Value{kind: Null}, nil
			}
			return Value{kind: Bool, text: word.text}, nil
		}
	}
	return Value{}, s.fail("Expecting value", s.pos)
}

// peek is the next byte, or 0 at the end, which no token begins with.
func (s *scanner) peek() byte {
	if s.pos < len(s.in) {
		return s.in[s.pos]
	}
	return 0
}

func (s *scanner) take(c byte) bool {
	if s.peek() != c {
		return false
	}
	s.pos++
	return true
}

func (s *scanner) space() {
	for s.pos < len(s.in) {
		switch s.in[s.pos] {
		case ' ', '\t', '\n', '\r':
			s.pos++
		default:
			return
		}
	}
}
