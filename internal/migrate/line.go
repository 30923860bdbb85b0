package migrate

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// lineParser reads one line after the other into accounts. It is used by one
// goroutine; what it keeps saves making a decoder for each line.
type lineParser struct {
	input   bytes.Buffer
	decoder *jsontext.Decoder
}

// maxFaults is how many faults a line may have before its unknown keys are
// passed over: a line of another format could have thousands.
const maxFaults = 10

// parse never fails: what is wrong with a line are faults of its entry. It
// tells all of them, unless the line is no JSON.
func (p *lineParser) parse(line []byte) Entry {
	p.reset(line)
	var e Entry
	token, err := p.decoder.ReadToken()
	switch {
	case err != nil:
		return broken(line, err)
	case token.Kind() != '{':
		return faulty("not a JSON object")
	}
	var seen [len(keys)]bool
	for more := true; more; {
		if more, err = p.member(&e, &seen); err != nil {
			return broken(line, err)
		}
	}
	if rest := line[p.decoder.InputOffset():]; len(bytes.TrimSpace(rest)) > 0 {
		return faulty("something follows the JSON object")
	}
	for i, k := range keys {
		if k.required && !seen[i] {
			e.Faults = append(e.Faults, k.name+" is missing")
		}
	}
	return e
}

func (p *lineParser) reset(line []byte) {
	p.input.Reset()
	p.input.Write(line)
	if p.decoder == nil {
		p.decoder = jsontext.NewDecoder(&p.input)
		return
	}
	p.decoder.Reset(&p.input)
}

// member reads one name and its value, or the end of the object. The error is
// one of syntax.
func (p *lineParser) member(e *Entry, seen *[len(keys)]bool) (more bool, err error) {
	token, err := p.decoder.ReadToken()
	if err != nil || token.Kind() == '}' {
		return false, err
	}
	name := token.String() // a copy: the token ends with the next read
	content, err := p.decoder.ReadValue()
	if err != nil {
		return false, err
	}
	found := keyNamed(name)
	if found < 0 {
		if len(e.Faults) < maxFaults {
			e.Faults = append(e.Faults, unknownKey(name))
		}
		return true, nil
	}
	seen[found] = true
	if f := keys[found].fill(e, value(content)); f != "" {
		e.Faults = append(e.Faults, keys[found].name+" "+string(f))
	}
	return true, nil
}

// fill reads a value into the account. null is the same as a missing key.
func (k *key) fill(e *Entry, v value) fault {
	switch {
	case !v.isNull():
		return k.read(&e.Account, v)
	case k.required:
		return isNull
	default:
		return ""
	}
}

// keyNamed is the index of a key, -1 for none.
func keyNamed(name string) int {
	for i := range keys {
		if name == keys[i].name {
			return i
		}
	}
	return -1
}

func unknownKey(name string) string {
	for _, k := range keys {
		if strings.EqualFold(name, k.name) {
			return fmt.Sprintf("unknown key %s: it is spelt %q", quote(name), k.name)
		}
	}
	return "unknown key " + quote(name)
}

func faulty(sentence string) Entry { return Entry{Faults: []string{sentence}} }

// broken says what is wrong with a line that is no JSON, and at which character.
func broken(line []byte, err error) Entry {
	var syntax *jsontext.SyntacticError
	if !errors.As(err, &syntax) {
		return faulty("not valid JSON: the line ends too early")
	}
	if errors.Is(err, jsontext.ErrDuplicateName) {
		return faulty(fmt.Sprintf("key %s stands twice", quote(syntax.JSONPointer.LastToken())))
	}
	if !utf8.Valid(line) {
		return faulty("not valid UTF-8")
	}
	before := line[:min(max(syntax.ByteOffset, 0), int64(len(line)))]
	return faulty(fmt.Sprintf("not valid JSON at character %d: %v", utf8.RuneCount(before)+1, syntax.Err))
}
