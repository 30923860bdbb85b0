package prove_test

import (
	"encoding/base64"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// mill makes garbage: always the same for one seed, operation and number.
type mill struct {
	*rand.Rand
	crowd *crowd
}

// oneIn is true once in n times.
func (m mill) oneIn(n int) bool { return m.IntN(n) == 0 }

func pick[T any](m mill, from []T) T { return from[m.IntN(len(from))] }

// texts are what breaks a program that takes a text for something else. None holds
// a word that answers are searched for.
var texts = []string{
	"", " ", "\t\r\n", "\x00", "a\x00b", "\ufeff", "\u202e\u2066abc", "\u0301\u0301\u0301", "e\u0301", "\u212b", "İıſß", "ﷺ", "\U0001f468\u200d\U0001f469\u200d\U0001f467",
	"\xff\xfe\xfd", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "a\xc3", `\ud800`, `\u0000`, `\udc00\ud800`,
	"' or 1=1 --", `"; drop table accounts; --`, "1) union all values(1)", "%27%20or%201", "$1", "?", ":id", "{{7*7}}", "${7*7}", "<%= 7*7 %>", "%s%n%x%d", "%!s(MISSING)",
	"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "javascript:alert(1)", "a\r\nSet-Cookie: a=b", "a\nb: c",
	"../../../../etc/passwd", `..\..\windows\win.ini`, "/dev/null", "file:///etc/passwd", "http://169.254.169.254/", "CON", "avatar.png\x00.php",
	"true", "null", "NaN", "Infinity", "-0", "1e999", "0x10", "١٢٣", "9223372036854775808", "1.0", "1_000",
	"a@b", "@", "a@@b.c", "a@b..c", "\"a b\"@c.de", "a@[127.0.0.1]", "a@xn--e1afmkfd.com", "ü@ü.de", "a@b.c\n", "A@EXAMPLE.COM", "a@" + "b.c",
	"admin", "root", "undefined", "__proto__", "constructor", "[object Object]",
}

// text is any text, up to far longer than any field takes.
func (m mill) text() string {
	switch m.IntN(12) {
	case 0:
		return strings.Repeat(pick(m, []string{"a", "é", "\U0001f600", " ", "\\", "\"", "%", "9"}), pick(m, []int{1, 7, 8, 10, 11, 100, 101, 128, 150, 151, 200, 201, 255, 256, 1000, 5000}))
	case 1:
		raw := make([]byte, m.IntN(40))
		for i := range raw {
			raw[i] = byte(m.Uint32())
		}
		return string(raw)
	case 2:
		runes := make([]rune, m.IntN(20))
		for i := range runes {
			runes[i] = rune(m.IntN(utf8.MaxRune + 1))
		}
		return string(runes)
	case 3:
		return m.crowd.pick(m).email()
	case 4:
		return m.crowd.token(m)
	}
	return pick(m, texts)
}

// literal is JSON that no encoder makes, or a value of the wrong type.
func (m mill) literal() string {
	return pick(m, []string{
		"null", "true", "false", "0", "-0", "1", "-1", "1.5", "1e400", "1E-400", "123456789012345678901234567890", "[]", "{}", "[null]", `["a"]`, `{"a":1}`, `[[[[]]]]`,
		`""`, `" "`, `"\u0000"`, `"\ud800"`, `"\udc00\ud800"`, `"\ud83d\ude00"`, "\"\x01\"", "\"\xff\"", `"\x41"`, `"a`, "01", "+1", ".5", "1.", "NaN", "nul", "'a'", "",
		strings.Repeat("[", 63) + strings.Repeat("]", 63), strings.Repeat("[", 64) + strings.Repeat("]", 64), strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 100), strings.Repeat("[", 20_000),
	})
}

// fit is a value that the schema of a key takes, so that what is wrong with the
// rest of the request is reached.
func (m mill) fit(key string, schema *openapi3.SchemaRef) any {
	p := m.crowd.pick(m)
	switch key {
	case "email":
		if m.oneIn(2) {
			return p.email()
		}
		return "new" + m.crowd.number(m) + "@example.com"
	case "username":
		if m.oneIn(2) {
			return p.name
		}
		return "new" + m.crowd.number(m)
	case "password", "currentPassword", "current_password":
		return "Not-the-password-7" // the right one is dear, see dear
	case "newPassword", "new_password":
		return "Silver-lantern-5"
	case "refresh":
		return m.crowd.refresh(m)
	case "token":
		return m.crowd.number(m)
	case "role_id":
		return m.IntN(4)
	case "status":
		return pick(m, []string{"active", "active", "inactive", "suspended"})
	case "avatar":
		return nil
	}
	if schema != nil && schema.Value != nil && schema.Value.Type.Is("integer") {
		return m.IntN(10)
	}
	return pick(m, []string{"Ada", "Grace Hopper", "O'Brien", "Ñandú", "3001112233"})
}

// value is that of a key in a body, as JSON: often fit, otherwise anything.
func (m mill) value(key string, schema *openapi3.SchemaRef) string {
	switch m.IntN(6) {
	case 0:
		return m.literal()
	case 1, 2:
		return quoted(m.text())
	}
	return m.good(key, schema)
}

// good is a value that is fit, as JSON.
func (m mill) good(key string, schema *openapi3.SchemaRef) string {
	text, err := json.Marshal(m.fit(key, schema))
	if err != nil {
		return "null"
	}
	return string(text)
}

// quoted is a text as JSON, with what is no UTF-8 left as it is.
func quoted(text string) string {
	return `"` + strings.NewReplacer(`"`, `\"`, `\`, `\\`, "\n", `\n`, "\r", `\r`, "\t", `\t`, "\x00", `\u0000`).Replace(text) + `"`
}

// files are pictures whole, cut, false and far too large.
var files = []string{
	"", "\x89PNG\r\n\x1a\n", "GIF89a\xff\xff\xff\xff\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02\x02D\x01\x00;", "\xff\xd8\xff\xe0\x00\x10JFIF\x00", "RIFF\xff\xff\xff\xffWEBPVP8 ",
	"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>", "PK\x03\x04", "\x7fELF", "%PDF-1.4",
	unbase64("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="),
	unbase64("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"),
}

func unbase64(text string) string {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		panic(err) // it stands above
	}
	return string(raw)
}
