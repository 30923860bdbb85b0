package contracttest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var placeholder = regexp.MustCompile(`\{\{([^{}]+)\}\}`)

// placeholders are what a request may hold in double braces:
//
//	django ada, express #99, expired ada   a token, see Foreign; #99 is the id of nobody
//	ticket ada                             what came by mail to set a new password
//	id ada, password                       of a person; everybody's
//	2 /user/id                             a value of the second answer of this file
//	2 ETag                                 a header of it
//	repeat 1000 x, nest 65                 a thousand times x; arrays in each other
type placeholders struct {
	world   *World
	answers []Answer
}

func (p *placeholders) expand(t testing.TB, text string) string {
	t.Helper()
	return placeholder.ReplaceAllStringFunc(text, func(found string) string {
		t.Helper()
		value, err := p.value(t, strings.Fields(strings.Trim(found, "{}")))
		if err != nil {
			t.Fatalf("%s: %v", found, err)
		}
		return value
	})
}

func (p *placeholders) value(t testing.TB, words []string) (string, error) {
	t.Helper()
	if n, err := strconv.Atoi(words[0]); err == nil {
		return p.earlier(n, words[1])
	}
	switch words[0] {
	case "password":
		return Password, nil
	case "ticket":
		return p.world.Ticket(t, words[1]), nil
	case "id":
		return strconv.FormatInt(int64(p.world.ID(t, words[1])), 10), nil
	case "repeat":
		n, err := strconv.Atoi(words[1])
		return strings.Repeat(words[2], n), err
	case "nest":
		n, err := strconv.Atoi(words[1])
		return strings.Repeat("[", n) + strings.Repeat("]", n), err
	default:
		return p.world.Foreign(t, words[0], p.world.ID(t, words[1])), nil
	}
}

// earlier is a value of the n-th answer, counted from 1.
func (p *placeholders) earlier(n int, what string) (string, error) {
	if n < 1 || n > len(p.answers) {
		return "", fmt.Errorf("there are %d answers", len(p.answers))
	}
	a := p.answers[n-1]
	path, ok := strings.CutPrefix(what, "/")
	if !ok {
		return a.Header.Get(what), nil
	}
	var value any
	if err := json.Unmarshal(a.Body, &value); err != nil {
		return "", err
	}
	for key := range strings.SplitSeq(path, "/") {
		object, _ := value.(map[string]any)
		value, ok = object[key]
		if !ok {
			return "", fmt.Errorf("there is no %s", what)
		}
	}
	return fmt.Sprint(value), nil
}
