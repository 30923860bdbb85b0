package prove_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/getkin/kin-openapi/openapi3"
)

// A target is an operation of a document, with the schemas of what it takes.
type target struct {
	contract   contract
	id         string // of the operation
	method     string
	path       string // with its parameters in braces
	protected  bool
	properties map[string]*openapi3.SchemaRef
	required   []string
}

// keys are those of the body and some that belong to others.
func (t *target) keys() []string {
	own := slices.Sorted(maps.Keys(t.properties))
	return append(own, "id", "role", "is_superuser", "password_hash", "Email", "__proto__", "")
}

// dear says that the operation hashes a password of the cost of today when all is
// well with the request. Only a fixed share of the garbage gets that far, or the
// proof would try nothing but that function.
func (t *target) dear() bool {
	return slices.Contains([]string{"signIn", "obtainTokens", "login", "signUp", "register", "changePassword"}, t.id)
}

// dearShare is how many of their requests may get there: one in so many.
func dearShare() int { return choose(10, 50) }

// body is a media type and a body, which may have nothing to do with each other.
func (m mill) body(t *target) (mediaType string, body []byte) {
	if len(t.properties) == 0 && !m.oneIn(5) {
		return "", nil
	}
	if t.dear() && m.oneIn(dearShare()) {
		return "application/json", m.whole(t)
	}
	switch m.IntN(10) {
	case 0:
		return m.mediaType(), []byte(m.text())
	case 1:
		return m.mediaType(), m.object(t)
	case 2, 3:
		return "application/x-www-form-urlencoded", m.form(t)
	case 4, 5:
		return "multipart/form-data; boundary=" + boundary, m.parts(t)
	case 6:
		return "application/json", m.spoil(m.object(t))
	case 7:
		return "application/json", []byte(m.literal())
	}
	return "application/json", m.object(t)
}

func (m mill) mediaType() string {
	return pick(m, []string{
		"", "application/json", "APPLICATION/JSON", "application/json; charset=utf-16", "application/json; charset=\"utf-8\"", "application/json;;;", "application/json, text/plain", "text/json",
		"application/problem+json", "text/plain", "application/xml", "application/x-www-form-urlencoded; charset=latin1", "multipart/form-data", "multipart/form-data; boundary=\"", "multipart/mixed; boundary=x",
		"multipart/form-data; boundary=" + strings.Repeat("b", 100), "*/*", "/", "ñ", strings.Repeat("a", 2000), "a/b; c=\"\\", "application/json\t",
	})
}

// chosen are the keys of a body: all that are required and some, or any.
func (m mill) chosen(t *target) []string {
	keys := t.keys()
	if m.oneIn(4) {
		m.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
		return keys[:m.IntN(len(keys)+1)]
	}
	chosen := slices.Clone(t.required)
	for _, key := range keys {
		if !slices.Contains(chosen, key) && m.oneIn(3) {
			chosen = append(chosen, key)
		}
	}
	return chosen
}

// whole is a body of a dear operation that is taken, or refused at the very end.
func (m mill) whole(t *target) []byte {
	values := map[string]string{}
	for _, key := range t.required {
		values[key] = m.good(key, t.properties[key])
	}
	who, secret := m.crowd.pick(m), pick(m, []string{password, password, "Not-the-password-7"})
	switch t.id {
	case "signIn", "obtainTokens", "login":
		if m.oneIn(4) {
			who = m.crowd.member(m.crowd.size + m.IntN(1000)) // nobody
		}
	case "changePassword":
		values["currentPassword"] = quoted(secret)
	default:
		who.name, secret = "new"+m.crowd.number(m), "Silver-lantern-5"
	}
	values["email"], values["username"], values["password"] = quoted(who.email()), quoted(who.name), quoted(secret)
	return encode(values)
}

// blunt makes sure that a body of a dear operation is refused before a hash of
// ours is made.
func (m mill) blunt(t *target, values map[string]string) {
	if !t.dear() {
		return
	}
	switch t.id {
	case "signIn", "obtainTokens", "login":
		if m.oneIn(2) { // somebody's, with a hash that is cheap to compare
			who := m.crowd.pick(m)
			values["email"], values["username"] = quoted(who.email()), quoted(who.name)
			return
		}
		values["password"] = pick(m, []string{`""`, "null", "[]", "{}", "true"})
	case "changePassword":
		values["newPassword"], values["new_password"] = pick(m, []string{`""`, `"weak"`, "null", "7"}), pick(m, []string{`""`, `"weak"`, "null", "7"})
	default:
		values["email"] = pick(m, []string{`""`, "null", `"no address"`, "[]", quoted(strings.Repeat("x", 300) + "@example.com"), `"a\u0000@example.com"`})
	}
}

func (m mill) object(t *target) []byte {
	values := map[string]string{}
	value := m.value
	if m.oneIn(3) {
		value = m.good
	}
	for _, key := range m.chosen(t) {
		values[key] = value(key, t.properties[key])
	}
	m.blunt(t, values)
	return encode(values)
}

// encode makes JSON of values that are JSON, or not.
func encode(values map[string]string) []byte {
	var out strings.Builder
	for i, key := range slices.Sorted(maps.Keys(values)) {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString(quoted(key) + ":" + values[key])
	}
	return []byte("{" + out.String() + "}")
}

// spoil breaks a body that was whole.
func (m mill) spoil(body []byte) []byte {
	switch m.IntN(8) {
	case 0:
		return body[:m.IntN(len(body)+1)]
	case 1:
		return append([]byte("\xef\xbb\xbf"), body...)
	case 2:
		return append(body, pick(m, []string{"x", "{}", "\x00", "]"})...)
	case 3:
		var wide []byte
		for _, unit := range utf16.Encode([]rune(string(body))) {
			wide = append(wide, byte(unit>>8), byte(unit))
		}
		return wide
	case 4:
		var zipped bytes.Buffer
		w := gzip.NewWriter(&zipped)
		_, _ = w.Write(body) // into memory
		_ = w.Close()
		return zipped.Bytes()
	case 5:
		return append(body, bytes.Repeat([]byte(" "), pick(m, []int{100, 99_000, 102_400, 110_000}))...)
	}
	for range 1 + m.IntN(4) {
		if len(body) > 0 {
			body[m.IntN(len(body))] = byte(m.Uint32())
		}
	}
	return body
}

// plain are the values of a form. Fields have no types, so what JSON shows as one
// is its text here.
func (m mill) plain(t *target) map[string]string {
	values := map[string]string{}
	for _, key := range m.chosen(t) {
		values[key] = strings.Trim(m.value(key, t.properties[key]), `"`)
	}
	if t.dear() {
		delete(values, pick(m, []string{"email", "email", "username"}))
		values["password"], values["newPassword"], values["new_password"] = "", "", ""
	}
	return values
}

func (m mill) form(t *target) []byte {
	form := url.Values{}
	for key, value := range m.plain(t) {
		form.Set(key, value)
	}
	text := form.Encode()
	if m.oneIn(4) {
		text += pick(m, []string{"&", "&&=&", "&a=%", "&a=%zz", ";b=1", "&" + strings.Repeat("k=v&", 3000), "&\x00=\xff", "&email=a&email=b"})
	}
	return []byte(text)
}

const boundary = "garbage-in-parts"

func (m mill) parts(t *target) []byte {
	var out bytes.Buffer
	values := m.plain(t)
	for _, key := range slices.Sorted(maps.Keys(values)) {
		_, _ = fmt.Fprintf(&out, "--%s\r\nContent-Disposition: form-data; name=%q\r\n\r\n%s\r\n", boundary, key, values[key])
	}
	if m.oneIn(2) {
		name, content := pick(m, []string{"a.png", "../../a.png", "a.php\x00.png", strings.Repeat("x", 500), "", "\xff"}), pick(m, files)
		if m.oneIn(4) {
			content = m.text() + content
		}
		_, _ = fmt.Fprintf(&out, "--%s\r\nContent-Disposition: form-data; name=\"avatar\"; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n%s\r\n", boundary, name, pick(m, []string{"image/png", "text/html", ""}), content)
	}
	out.WriteString("--" + boundary + "--\r\n")
	if m.oneIn(6) {
		return m.spoil(out.Bytes())
	}
	return out.Bytes()
}
