package contracttest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"perfil/internal/account"
)

// generator makes requests, and remembers the tokens and tags that came back.
type generator struct {
	Vocabulary

	operations []string
	world      *World
	t          *testing.T
	tokens     []string
	tags       []string
}

func (g *generator) learn(a Answer) {
	g.tokens = append(g.tokens, jwt.FindAllString(string(a.Body), -1)...)
	if tag := a.Header.Get("ETag"); tag != "" {
		g.tags = append(g.tags, tag)
	}
}

// rarely is true once in n times.
func rarely(rt *rapid.T, n int, label string) bool { return rapid.IntRange(1, n).Draw(rt, label) == n }

func (g *generator) request(rt *rapid.T) (*http.Request, []byte) {
	method, target, _ := strings.Cut(rapid.SampledFrom(g.operations).Draw(rt, "operation"), " ")
	if rarely(rt, 10, "another path") {
		target = rapid.SampledFrom(g.Paths).Draw(rt, "path")
	}
	if rarely(rt, 10, "another method") {
		method = rapid.SampledFrom([]string{"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "get", "BREW"}).Draw(rt, "method")
	}
	person := rapid.SampledFrom([]string{"ada", "ada", "bare", "root", "root", "root", "olga", "ina", "sam", "#99", "#8"}).Draw(rt, "person")
	mediaType, body := g.body(rt)
	r := Request(method, g.target(rt, target, g.world.ID(g.t, person)), body)
	if mediaType != "" {
		r.Header.Set("Content-Type", mediaType)
	}
	if authorization := g.authorization(rt, person); authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	if rarely(rt, 5, "has If-Match") {
		tags := append([]string{`*`, `"2-1"`, `W/"2-1"`, `"`, `""`, `x`, `"1-1", "2-1"`}, g.tags...)
		r.Header.Set("If-Match", rapid.SampledFrom(tags).Draw(rt, "If-Match"))
	}
	return r, body
}

// target fills in the id, most often that of the person who asks.
func (g *generator) target(rt *rapid.T, target string, own account.ID) string {
	id := strconv.FormatInt(int64(own), 10)
	if rapid.Bool().Draw(rt, "another id") {
		id = rapid.SampledFrom([]string{
			"2", "3", "5", "7", "8", "0", "99", "-1", "007", "x", "", "99999999999999999999", "9223372036854775807", "%32", "2%2F", "1.0",
		}).Draw(rt, "id")
	}
	target = parameter.ReplaceAllString(target, id)
	if rarely(rt, 4, "another end") {
		target = strings.TrimSuffix(target, "/") + rapid.SampledFrom([]string{"", "/", "//"}).Draw(rt, "end")
	}
	if rarely(rt, 4, "has query") {
		value := url.QueryEscape(rapid.SampledFrom([]string{"", "0", "1", "2", "-1", "1e3", "999999999999", "ada", "%", "ñ", "\x00", "_"}).Draw(rt, "query"))
		target += "?page=" + value + "&limit=" + value + "&search=" + value
	}
	return target
}

var parameter = regexp.MustCompile(`\{\w+\}`)

// authorization is most often a token that is good, for the others end every
// request at the door.
func (g *generator) authorization(rt *rapid.T, person string) string {
	kind := rapid.SampledFrom([]string{"django", "express"}).Draw(rt, "token")
	if rarely(rt, 10, "bad token") {
		kind = rapid.SampledFrom([]string{"expired", "unsigned", "refresh", "purpose"}).Draw(rt, "token")
	}
	token := g.world.Foreign(g.t, kind, g.world.ID(g.t, person))
	if len(g.tokens) > 0 && rarely(rt, 5, "token of an answer") {
		token = rapid.SampledFrom(g.tokens).Draw(rt, "token")
	}
	form := "Bearer %"
	if rarely(rt, 10, "odd header") {
		form = rapid.SampledFrom([]string{"bearer %", "", "Bearer", "Bearer  % ", "Bearer % %", "Token %", "%", "Bearer x.y.z"}).Draw(rt, "authorization")
	}
	return strings.ReplaceAll(form, "%", token)
}

// body is most often an object of known keys in one of the types that are read.
func (g *generator) body(rt *rapid.T) (mediaType string, body []byte) {
	switch rapid.IntRange(0, 9).Draw(rt, "body") {
	case 0:
		return g.mediaType(rt), nil
	case 1:
		return g.mediaType(rt), rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(rt, "bytes")
	case 2:
		return "application/json", []byte(rapid.SampledFrom([]string{
			"null", "[]", "1", "1.0", "true", `"x"`, "{", `{"a"}`, " ", "\ufeff{}", "{}{}", `{"email":"\ud83d","name":"\u0000","username":"\udc00"}`, strings.Repeat(`{"a":`, 70),
		}).Draw(rt, "JSON"))
	case 3:
		return "application/x-www-form-urlencoded", []byte(g.form(rt).Encode())
	case 4:
		return g.mediaType(rt), g.object(rt)
	case 5:
		if g.Multipart {
			return "multipart/form-data; boundary=" + Boundary, g.parts(rt)
		}
	}
	return "application/json", g.object(rt)
}

func (g *generator) mediaType(rt *rapid.T) string {
	return rapid.SampledFrom([]string{
		"", "application/json", "application/json; charset=utf-8", "APPLICATION/JSON", "application/json; charset=latin1", "text/plain",
		"application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=" + Boundary, "application/", ";", "ñ",
	}).Draw(rt, "media type")
}

// values are for any key: fit and unfit ones, and those that belong to others.
func values() []any {
	return []any{
		"", " ", "ada", "ada@example.com", "BARE@example.com", "new@example.com", "x@y", "no address", "Grace Brewster Hopper", "O'Brien <&>", "ñandú",
		"Flowmatic-1955", "weak", "12345678", "x", "active", "suspended", "3001112233", "12345678901",
		strings.Repeat("é", 101), strings.Repeat("x", 151), strings.Repeat("y", 201) + "@example.com", "a\u0000b", "\u202e", "\U0001f600", "\u00a0",
		nil, true, false, 0, 1, 2, 3, -1, 1.5, 1e300, json.Number("1E400"), []any{}, []any{"x"}, map[string]any{}, map[string]any{"a": 1},
	}
}

func (g *generator) value(rt *rapid.T) any {
	all := values()
	for _, token := range g.tokens {
		all = append(all, token)
	}
	if rarely(rt, 10, "any text") {
		return rapid.String().Draw(rt, "text")
	}
	return all[rapid.IntRange(0, len(all)-1).Draw(rt, "value")]
}

// fit is a value that its key is likely to take.
func (g *generator) fit(rt *rapid.T, key string) any {
	choose := func(from ...string) string { return rapid.SampledFrom(from).Draw(rt, key) }
	switch key {
	case "email":
		return choose("ada@example.com", "sam@example.com", "new@example.com", "newer@example.com")
	case "password", "currentPassword", "current_password":
		return choose(Password, Password, "Flowmatic-1955", "wrong")
	case "newPassword", "new_password":
		return choose(Password, "Flowmatic-1955")
	case "username", "first_name", "last_name", "name":
		return choose("ada", "grace", "joan")
	case "refresh":
		return choose(append(slices.Clone(g.tokens), g.world.Foreign(g.t, "refresh", 2))...)
	case "token":
		ada, err := g.world.store.Find(g.t.Context(), account.Key{ID: g.world.ID(g.t, "ada")})
		if err != nil {
			return "the account is gone by now"
		}
		text, err := g.world.issue(&ada)
		must(g.t, err)
		return text
	case "role_id":
		return rapid.IntRange(1, 3).Draw(rt, key)
	case "status":
		return choose("active", "inactive", "suspended")
	default:
		return nil
	}
}

func (g *generator) keys(rt *rapid.T) []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(g.Keys), 0, len(g.Keys), rapid.ID).Draw(rt, "keys")
}

func (g *generator) object(rt *rapid.T) []byte {
	object := map[string]any{}
	if rapid.Bool().Draw(rt, "fit") {
		for _, key := range g.Keys {
			object[key] = g.fit(rt, key)
		}
	} else {
		for _, key := range g.keys(rt) {
			object[key] = g.value(rt)
		}
	}
	text, err := json.Marshal(object)
	must(g.t, err)
	return text
}

func (g *generator) text(rt *rapid.T) string {
	text, _ := g.value(rt).(string)
	return text
}

func (g *generator) form(rt *rapid.T) url.Values {
	form := url.Values{}
	for _, key := range g.keys(rt) {
		form.Set(key, g.text(rt))
	}
	return form
}

// parts is a multipart body, whole or cut off somewhere.
func (g *generator) parts(rt *rapid.T) []byte {
	var lines []string
	for _, key := range g.keys(rt) {
		lines = append(lines, key+"="+strings.ReplaceAll(strings.TrimPrefix(g.text(rt), "@"), "\n", " "))
	}
	file := rapid.SampledFrom([]string{"", "photo.png", "photo.jpg", "photo.gif", "photo.webp", "cut.png", "empty.png", "text.png"}).Draw(rt, "file")
	if file != "" {
		lines = slices.DeleteFunc(lines, func(line string) bool { return strings.HasPrefix(line, "avatar=") })
		lines = append(lines, "avatar=@"+file)
	}
	body := Multipart(g.t, strings.Join(lines, "\n"))
	if rarely(rt, 10, "cut off") {
		return bytes.Clone(body[:rapid.IntRange(0, len(body)).Draw(rt, "at "+strconv.Itoa(len(body)))])
	}
	return body
}
