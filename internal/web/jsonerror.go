package web

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// A SyntaxError is a body that is no JSON.
type SyntaxError struct {
	// Reason is what was expected or found, in the words of Python's json
	// module, for example "Expecting value". It never quotes the body, which
	// may hold a password.
	Reason string
	// Line and Column count from 1, Char from 0, all in code points.
	Line, Column, Char int
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s: line %d column %d (char %d)", e.Reason, e.Line, e.Column, e.Char)
}

// A NotObjectError is a body that is JSON but no object.
type NotObjectError struct {
	Got     Kind
	IsFloat bool // of a Number: it has a fraction or an exponent
}

func (e *NotObjectError) Error() string {
	return fmt.Sprintf("request body is no object but %s", e.Got)
}

// fail makes the error for the place of a byte. All that stands before it is
// valid UTF-8.
func (s *scanner) fail(reason string, at int) error {
	before := s.in[:at]
	line := before[bytes.LastIndexByte(before, '\n')+1:]
	return &SyntaxError{
		Reason: reason,
		Line:   bytes.Count(before, []byte{'\n'}) + 1,
		Column: utf8.RuneCount(line) + 1,
		Char:   utf8.RuneCount(before),
	}
}
