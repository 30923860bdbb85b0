package token

import (
	"encoding/json"
	"slices"
	"strings"
)

// pick puts the raw JSON of the named members of an object into values, position by position; "" stays where there is
// no such member. It reports false when one of the names occurs twice: RFC 7519 section 4 leaves it to the reader
// which one counts, and two readers of one token must not see two accounts. Members not asked for may do as they like.
//
// object must have passed json.Valid and be an object. The standard library judges the grammar, this only cuts, which
// costs a quarter of unmarshalling into a map. Names are told apart by case, which unmarshalling into a struct does not.
func pick(object string, names, values []string) bool {
	rest := trimSpace(object)[1:]
	for {
		rest = trimSpace(rest)
		switch rest[0] {
		case '}':
			return true
		case ',':
			rest = trimSpace(rest[1:])
		}
		var raw, value string
		raw, rest = cutValue(rest)
		value, rest = cutValue(trimSpace(trimSpace(rest)[1:])) // past the colon
		name, _ := text(raw)
		i := slices.Index(names, name)
		if i < 0 {
			continue
		}
		if values[i] != "" {
			return false
		}
		values[i] = value
	}
}

// cutValue cuts the JSON value that s begins with from what follows it.
func cutValue(s string) (value, rest string) {
	end := 0
	switch s[0] {
	case '"':
		end = stringEnd(s)
	case '{', '[':
		end = nestedEnd(s)
	default:
		end = strings.IndexAny(s, ",]} \t\r\n")
	}
	return s[:end], s[end:]
}

// stringEnd is the length of the JSON string that s begins with.
func stringEnd(s string) int {
	i := 1
	for s[i] != '"' {
		if s[i] == '\\' {
			i++
		}
		i++
	}
	return i + 1
}

// nestedEnd is the length of the JSON array or object that s begins with.
func nestedEnd(s string) int {
	depth, i := 0, 0
	for {
		switch s[i] {
		case '"':
			i += stringEnd(s[i:])
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		i++
		if depth == 0 {
			return i
		}
	}
}

// trimSpace cuts JSON's white space from the front.
func trimSpace[T string | []byte](s T) T {
	i := 0
	for i < len(s) && (s[i] == ' ' || s[i] == '\t' || s[i] == '\n' || s[i] == '\r') {
		i++
	}
	return s[i:]
}

// text is the value of a valid JSON string, false for any other JSON and for "", a member that is not there.
func text(raw string) (string, bool) {
	if raw == "" || raw[0] != '"' {
		return "", false
	}
	if strings.IndexByte(raw, '\\') < 0 {
		return raw[1 : len(raw)-1], true
	}
	var s string
	err := json.Unmarshal([]byte(raw), &s)
	return s, err == nil
}
