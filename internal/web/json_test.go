package web_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"perfil/internal/web"
)

func TestValuesKeepTheirKindAndText(t *testing.T) {
	object, err := web.ParseJSON([]byte("  {\n \"s\" :\t\"Jos\\u00e9 \\ud83d\\ude00\\n\\/\", \"e\":\"\", \"i\":-0, \"f\":1.50e+3, \"big\":1e99999," +
		` "t":true, "f2":false, "n":null, "a":[1,{"s":"x"}], "o":{"s":"inner"}, "\u006eame":"escaped" }  `))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]struct {
		kind web.Kind
		text string
	}{
		"s": {web.String, "José 😀\n/"}, "e": {web.String, ""}, "i": {web.Number, "-0"}, "f": {web.Number, "1.50e+3"},
		"big": {web.Number, "1e99999"}, "t": {web.Bool, "true"}, "f2": {web.Bool, "false"}, "n": {web.Null, ""},
		"a": {web.Array, ""}, "o": {web.Nested, ""}, "name": {web.String, "escaped"}, "S": {web.Absent, ""},
	} {
		if v := object[name]; v.Kind() != want.kind || v.Text() != want.text || v.Malformed() != 0 || v.File() != nil {
			t.Errorf("%s: %s %q", name, v.Kind(), v.Text())
		}
	}
	if len(object) != 11 {
		t.Errorf("%d names", len(object))
	}
}

func TestOfAKeySentTwiceTheLastCounts(t *testing.T) {
	for _, body := range []string{`{"name":"uno","name":"dos"}`, `{"name":"uno","\u006eame":"dos"}`, `{"name":"\u0000","name":"dos"}`} {
		object, err := web.ParseJSON([]byte(body))
		if v := object["name"]; err != nil || v.Text() != "dos" || v.Malformed() != web.NoProblem {
			t.Errorf("%s: %q, %v", body, v.Text(), err)
		}
	}
}

func TestTextsThatAreNoTextAreMarked(t *testing.T) {
	for body, want := range map[string]struct {
		problem web.Problem
		text    string
	}{
		`"a\u0000b"`:           {web.NUL, "a\x00b"},
		`"a\ud800b"`:           {web.LoneSurrogate, "a\uFFFDb"},
		`"\udc00"`:             {web.LoneSurrogate, "\uFFFD"},
		`"\ud83d"`:             {web.LoneSurrogate, "\uFFFD"},
		`"\ud83d\u0041"`:       {web.LoneSurrogate, "\uFFFDA"},
		`"\ud83d\ud83d\ude00"`: {web.LoneSurrogate, "\uFFFD😀"},
		`"\ude00\ud83d"`:       {web.LoneSurrogate, "\uFFFD\uFFFD"},
		`"\u0000\ud800"`:       {web.NUL, "\x00\uFFFD"},
		`"\uFFFD"`:             {web.NoProblem, "\uFFFD"},
		`"\ud83d\ude00"`:       {web.NoProblem, "😀"},
		`"\u0001"`:             {web.NoProblem, "\x01"},
	} {
		object, err := web.ParseJSON([]byte(`{"a":` + body + `,"b":"clean"}`))
		if v := object["a"]; err != nil || v.Malformed() != want.problem || v.Text() != want.text {
			t.Errorf("%s: %d %q %v", body, v.Malformed(), v.Text(), err)
		}
		if object["b"].Malformed() != web.NoProblem {
			t.Errorf("%s: its neighbour is marked, too", body)
		}
	}
}

func TestBrokenJSONIsDescribedLikePythonDoes(t *testing.T) {
	for body, want := range map[string]string{
		``:                       "Expecting value: line 1 column 1 (char 0)",
		`hello`:                  "Expecting value: line 1 column 1 (char 0)",
		`{`:                      "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
		`{'a':1}`:                "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
		`{"a":1,}`:               "Expecting property name enclosed in double quotes: line 1 column 8 (char 7)",
		`{"username":`:           "Expecting value: line 1 column 13 (char 12)",
		`{"username":NaN}`:       "Expecting value: line 1 column 13 (char 12)",
		`{"a" 1}`:                "Expecting ':' delimiter: line 1 column 6 (char 5)",
		`{"a":1 "b"}`:            "Expecting ',' delimiter: line 1 column 8 (char 7)",
		`{"a":1`:                 "Expecting ',' delimiter: line 1 column 7 (char 6)",
		`{"n":0x10}`:             "Expecting ',' delimiter: line 1 column 7 (char 6)",
		`{"n":01}`:               "Expecting ',' delimiter: line 1 column 7 (char 6)",
		`{"n":1.}`:               "Expecting ',' delimiter: line 1 column 7 (char 6)",
		`{"n":-}`:                "Expecting value: line 1 column 6 (char 5)",
		`{"n":+1}`:               "Expecting value: line 1 column 6 (char 5)",
		`{"n":tru}`:              "Expecting value: line 1 column 6 (char 5)",
		`{"a":[1,]}`:             "Expecting value: line 1 column 9 (char 8)",
		`{"a":[1}`:               "Expecting ',' delimiter: line 1 column 8 (char 7)",
		`{"a":1} x`:              "Extra data: line 1 column 9 (char 8)",
		`{"a":1}{}`:              "Extra data: line 1 column 8 (char 7)",
		`{"name":"x"/*c*/}`:      "Expecting ',' delimiter: line 1 column 12 (char 11)",
		"{\"name\":\"a\nb\"}":    "Invalid control character at: line 1 column 11 (char 10)",
		`{"name":"a\xb"}`:        `Invalid \escape: line 1 column 11 (char 10)`,
		`{"name":"a\u12"}`:       `Invalid \uXXXX escape: line 1 column 12 (char 11)`,
		`{"name":"a\u12G4"}`:     `Invalid \uXXXX escape: line 1 column 12 (char 11)`,
		`{"name":"\ud83d\uZ"}`:   `Invalid \uXXXX escape: line 1 column 17 (char 16)`,
		`{"name":"a`:             "Unterminated string starting at: line 1 column 9 (char 8)",
		`{"name":"a\`:            "Unterminated string starting at: line 1 column 9 (char 8)",
		"{\"é\":\n \"ñ\", x}":    "Expecting property name enclosed in double quotes: line 2 column 7 (char 12)",
		"\uFEFF{}":               "Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)",
		"\xff\xfe{\x00}\x00":     "Invalid UTF-8: line 1 column 1 (char 0)",
		"{\"é\":\"\xc3(\"}":      "Invalid UTF-8: line 1 column 7 (char 6)",
		"{\"a\":\"\xed\xa0\x80":  "Invalid UTF-8: line 1 column 7 (char 6)",
		"[\x00]":                 "Expecting value: line 1 column 2 (char 1)",
		`{"a":1}` + "\x00":       "Extra data: line 1 column 8 (char 7)",
		"\v{}":                   "Expecting value: line 1 column 1 (char 0)",
		`{"a":1,"sesame":sesame`: "Expecting value: line 1 column 17 (char 16)",
	} {
		_, err := web.ParseJSON([]byte(body))
		var syntax *web.SyntaxError
		if !errors.As(err, &syntax) || err.Error() != want {
			t.Errorf("%q: %v, want %s", body, err, want)
		}
	}
}

func TestAValueThatIsNoObjectIsNamed(t *testing.T) {
	for body, want := range map[string]web.NotObjectError{
		`[]`: {Got: web.Array}, `[{"a":1}]`: {Got: web.Array}, `"x"`: {Got: web.String}, `1`: {Got: web.Number},
		`1.5`: {Got: web.Number, IsFloat: true}, `1E2`: {Got: web.Number, IsFloat: true},
		`true`: {Got: web.Bool}, ` null `: {Got: web.Null},
	} {
		_, err := web.ParseJSON([]byte(body))
		var got *web.NotObjectError
		if !errors.As(err, &got) || *got != want {
			t.Errorf("%s: %v", body, err)
		}
		if want := "request body is no object but " + want.Got.String(); err.Error() != want {
			t.Errorf("%s: %q", body, err)
		}
	}
}

func TestNestingIsBounded(t *testing.T) {
	nest := func(depth int) string {
		return `{"a":` + strings.Repeat("[", depth-1) + strings.Repeat("]", depth-1) + "}"
	}
	for depth, want := range map[int]error{2: nil, 50: nil, 64: nil, 65: web.ErrTooDeep, 67: web.ErrTooDeep, 20001: web.ErrTooDeep} {
		if _, err := web.ParseJSON([]byte(nest(depth))); !errors.Is(err, want) {
			t.Errorf("depth %d: %v", depth, err)
		}
	}
	if _, err := web.ParseJSON([]byte(strings.Repeat(`{"a":`, 65))); !errors.Is(err, web.ErrTooDeep) {
		t.Errorf("objects: %v", err)
	}
}

// The scanner must take and refuse what encoding/json does, and see the same.
func FuzzParseJSONAgreesWithTheStandardLibrary(f *testing.F) {
	for _, body := range []string{
		`{}`, `{"a":"b","a":1}`, `{"a":"\ud83d\ude00\u0000\n","b":[1,{"c":null}],"d":-1.5e+10,"e":true}`, `[1,2]`, `"x"`, `nul`,
		"{\"a\":\"\xff\"}", `{"\u0061":"\ud800"}`, `{"a":01}`, ` {"a" : [ ] } `, "\uFEFF{}", `{"a":1}x`, `{"a":"\/\b\f"}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := web.ParseJSON(body)
		if errors.Is(err, web.ErrTooDeep) {
			return
		}
		var notObject *web.NotObjectError
		var syntax *web.SyntaxError
		switch {
		case err == nil || errors.As(err, &notObject):
			if !json.Valid(body) {
				t.Fatalf("took %q", body)
			}
		case errors.As(err, &syntax):
			if json.Valid(body) && utf8.Valid(body) {
				t.Fatalf("refused %q: %v", body, err)
			}
		default:
			t.Fatalf("%q: an error of another kind: %v", body, err)
		}
		if err == nil {
			compare(t, body, got)
		}
	})
}

func compare(t *testing.T, body []byte, got web.Object) {
	t.Helper()
	var want map[string]json.RawMessage
	if err := json.Unmarshal(body, &want); err != nil || len(want) != len(got) {
		t.Fatalf("%q: %d names, want %d (%v)", body, len(got), len(want), err)
	}
	for name, raw := range want {
		v := got[name]
		var text string
		switch {
		case raw[0] == '"':
			if err := json.Unmarshal(raw, &text); err != nil {
				t.Fatal(err)
			}
		case v.Kind() == web.Number || v.Kind() == web.Bool:
			text = string(raw)
		}
		if v.Text() != text || kindOf(raw) != v.Kind() {
			t.Fatalf("%q: %q is %s %q, want %q", body, name, v.Kind(), v.Text(), text)
		}
	}
}

func kindOf(raw json.RawMessage) web.Kind {
	switch raw[0] {
	case '{':
		return web.Nested
	case '[':
		return web.Array
	case '"':
		return web.String
	case 't', 'f':
		return web.Bool
	case 'n':
		return web.Null
	}
	return web.Number
}
