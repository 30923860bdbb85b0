package e2e_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// json looks at a value of the last answer: that it is there, or what it is.
func (s *stage) json(ts *testscript.TestScript, neg bool, args []string) error {
	if len(args) == 0 || len(args) > 2 || neg && len(args) > 1 {
		return errUsage
	}
	got, err := valueAt([]byte(ts.ReadFile("stdout")), args[0])
	switch {
	case neg && err == nil:
		return fmt.Errorf("%s is %s and should not be there", args[0], got)
	case neg:
		return nil
	case err == nil && len(args) == 2 && got != args[1]:
		return fmt.Errorf("%s is %s, want %s", args[0], got, args[1])
	}
	return err
}

func (s *stage) save(ts *testscript.TestScript, args []string) error {
	if len(args) != 2 {
		return errUsage
	}
	got, err := valueAt([]byte(ts.ReadFile("stdout")), args[1])
	if err == nil {
		ts.Setenv(args[0], got)
	}
	return err
}

func (s *stage) take(ts *testscript.TestScript, args []string) error {
	if len(args) != 2 {
		return errUsage
	}
	pattern, err := regexp.Compile(args[1])
	if err != nil {
		return err
	}
	found := pattern.FindStringSubmatch(ts.ReadFile("stdout") + "\n" + ts.ReadFile("stderr"))
	if len(found) < 2 {
		return fmt.Errorf("%s is not there", pattern)
	}
	ts.Setenv(args[0], found[1])
	return nil
}

// valueAt finds a value in a JSON text. A string is given without its quotes,
// anything else as it stands.
func valueAt(text []byte, path string) (string, error) {
	for step := range strings.SplitSeq(path, ".") {
		var members map[string]json.RawMessage
		var elements []json.RawMessage
		if json.Unmarshal(text, &members) == nil && members[step] != nil {
			text = members[step]
			continue
		}
		index, err := strconv.Atoi(step)
		if err != nil || json.Unmarshal(text, &elements) != nil || index < 0 || index >= len(elements) {
			return "", fmt.Errorf("there is no %q (of %s) in %s", step, path, text)
		}
		text = elements[index]
	}
	var s string
	if json.Unmarshal(text, &s) == nil && !bytes.Equal(text, []byte("null")) {
		return s, nil
	}
	return string(text), nil
}
