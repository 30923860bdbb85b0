package web_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"perfil/internal/web"
)

func TestOnlyWhatMustBeIsEscaped(t *testing.T) {
	for s, want := range map[string]string{
		"":                      `""`,
		"Juan Pérez 😀":          `"Juan Pérez 😀"`,
		"<b>&'/":                `"<b>&'/"`,
		"\u2028\u2029\u007f":    "\"\u2028\u2029\u007f\"",
		"\"\\\b\f\n\r\t":        `"\"\\\b\f\n\r\t"`,
		"\x00\x01\x1f":          `"\u0000\u0001\u001f"`,
		"a\xffb\xc3":            "\"a\uFFFDb\uFFFD\"",
		"\uFFFD":                "\"\uFFFD\"",
		"\xed\xa0\x80":          "\"\uFFFD\uFFFD\uFFFD\"",
		"O'Brien \"the\" Ñandú": `"O'Brien \"the\" Ñandú"`,
	} {
		if got := web.AppendString([]byte("x"), s); string(got) != "x"+want {
			t.Errorf("%q: %s", s, got)
		}
	}
}

func FuzzAppendStringIsReadBackByEveryone(f *testing.F) {
	for _, s := range []string{"", "a", "é😀", "\x00\n\"\\", "\xff", "\u2028<>&", "a\xe2\x82"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text := web.AppendString(nil, s)
		want := strings.ToValidUTF8(s, "\uFFFD")
		if !utf8.ValidString(s) {
			want = string([]rune(s)) // one U+FFFD for each bad byte, as encoding/json has it
		}
		var got string
		if err := json.Unmarshal(text, &got); err != nil || got != want {
			t.Fatalf("%q: %s, %v", s, text, err)
		}
		object, err := web.ParseJSON(append(append([]byte(`{"k":`), text...), '}'))
		if err != nil || object["k"].Text() != want {
			t.Fatalf("%q: our own parser reads %q, %v", s, object["k"].Text(), err)
		}
		var std bytes.Buffer
		enc := json.NewEncoder(&std)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(s); err != nil {
			t.Fatal(err)
		}
		if utf8.ValidString(s) && !strings.ContainsAny(s, "\u2028\u2029") && strings.TrimSuffix(std.String(), "\n") != string(text) {
			t.Fatalf("%q: %s, encoding/json has %s", s, text, &std)
		}
	})
}
