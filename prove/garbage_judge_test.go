package prove_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// A court judges answers to garbage. Every answer is searched for what may not go
// out. Held against the document, which takes a thousand times as long as to make
// one, are those of a kind that is new, and one in fifty of the rest: a kind is
// method, path, status, names of the headers, and keys and types of the body, and
// that is nearly all that a document speaks of.
type court struct {
	contracts map[string]contract

	mu    sync.Mutex
	known map[string]int
}

const (
	judgedOfKind = 10
	judgedOfRest = 50
)

// internals are words that stand in what the server is made of, and in nothing
// that is sent here, so an answer that has one did not repeat it. Hashes, SQL and
// what the engines say, files, stacks and passwords.
var internals = []string{
	"$argon2", "$2a$", "$2b$", "pbkdf2_", "SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM", "UNIQUE constraint", "SQLITE", "SQLSTATE", "sqlite", "postgres", "modernc", "database/sql",
	"goroutine ", "runtime error", "panic", ".go:", "/internal/", "perfil-data", crowdKey, password,
}

// jwt finds tokens.
var jwt = regexp.MustCompile(`"(?:access|refresh|token)":"(eyJ[\w-]+\.[\w-]+\.[\w-]+)"`)

// givers are the operations that give tokens away.
var givers = []string{"signIn", "obtainTokens", "refreshTokens", "signUp", "register", "login"}

// judge says what is wrong with an answer to garbage.
func (c *court) judge(ctx context.Context, g *garbage, a answer) error {
	for _, word := range internals {
		if contains(a.body, word) {
			return fmt.Errorf("an internal goes out: %q", word)
		}
	}
	if isStray(a) {
		return nil
	}
	if jwt.Match(a.body) && (a.status >= 300 || !slices.Contains(givers, g.target.id)) {
		return fmt.Errorf("a token goes out")
	}
	if a.status == http.StatusOK && g.target.id == "getProfile" && g.method == g.target.method && g.honest() && !bytes.Contains(a.body, fmt.Appendf(nil, `id":%d,`, g.who.id)) {
		return fmt.Errorf("somebody else's profile is shown to %s", g.who.email())
	}
	path, ok := g.judged()
	if !ok {
		return fmt.Errorf("what is no path is answered")
	}
	owner := ownerOf(path)
	if owner == "" && a.status != http.StatusNotFound {
		return fmt.Errorf("a path of nobody is answered")
	}
	if owner == "" || !c.wants(g.method, path, a) {
		return nil
	}
	return c.contracts[owner].judge(ctx, g.method, path, a)
}

// ownerOf is the contract that has a path.
func ownerOf(path string) string {
	for _, root := range []string{"/api/auth", "/api/admin"} {
		if rest, ok := strings.CutPrefix(path, root); ok && (rest == "" || rest[0] == '/') {
			return "express"
		}
	}
	for _, root := range []string{"/api", "/media/avatars"} {
		if rest, ok := strings.CutPrefix(path, root); ok && (rest == "" || rest[0] == '/') {
			return "django"
		}
	}
	return ""
}

var digits = regexp.MustCompile(`\d+`)

// wants says whether an answer is to be held against the document.
func (c *court) wants(method, path string, a answer) bool {
	var value any
	_ = json.Unmarshal(a.body, &value) // of what is no JSON the type is told
	kind := fmt.Sprint(method, " ", digits.ReplaceAllString(path, "9"), " ", a.status, slices.Sorted(maps.Keys(a.header)), a.header["Content-Type"], outline(value))
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known[kind]++
	n := c.known[kind]
	return n <= judgedOfKind || n%judgedOfRest == 0
}

// outline is the keys and types of a JSON value.
func outline(value any) string {
	switch v := value.(type) {
	case map[string]any:
		var all []string
		for _, key := range slices.Sorted(maps.Keys(v)) {
			all = append(all, key+":"+outline(v[key]))
		}
		return "{" + strings.Join(all, ",") + "}"
	case []any:
		if len(v) == 0 {
			return "[]"
		}
		return "[" + outline(v[0]) + "]"
	}
	return fmt.Sprintf("%T", value)
}
