package prove_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"
)

// crowdKey signs tokens. The test knows it, as the system did from which the
// people moved in, and so has tokens of all of them without a sign-in.
const crowdKey = "the-key-of-the-system-they-came-from"

// A crowd is people who moved in. Their hashes are bcrypt's cheapest: a wrong
// password costs next to nothing then, and garbage gets as far as that.
type crowd struct {
	size int
	now  time.Time
}

// member is one of the crowd; the first tenth are admins.
type member struct {
	id   int
	name string
}

func (c *member) email() string { return c.name + "@example.com" }

func (c *crowd) member(i int) *member { return &member{i, fmt.Sprint("member", i)} }

func (c *crowd) pick(m mill) *member { return c.member(1 + m.IntN(c.size)) }

// number is one that is seldom the same twice.
func (c *crowd) number(m mill) string { return fmt.Sprint(m.Uint64()) }

// moveIn imports the crowd into the folder of a server that does not run yet.
func moveIn(t *testing.T, folder string, size int) *crowd {
	t.Helper()
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	c := &crowd{size, time.Now()}
	var lines strings.Builder
	for i := 1; i <= size; i++ {
		role := "user"
		if i <= size/10 {
			role = "admin"
		}
		m := c.member(i)
		line, err := json.Marshal(map[string]any{
			"id": i, "username": m.name, "email": m.email(), "first_name": "Member", "last_name": fmt.Sprint(i), "phone": nil, "avatar": nil,
			"role": role, "status": "active", "password_hash": string(hash), "created_at": "2024-01-15T10:30:00Z", "last_login_at": nil,
		})
		if err != nil {
			t.Fatal(err)
		}
		lines.Write(append(line, '\n'))
	}
	file := filepath.Join(folder, "crowd.jsonl")
	if err := os.WriteFile(file, []byte(lines.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	move := exec.CommandContext(t.Context(), "perfil", "import", "jsonl", file)
	move.Dir = folder
	if out, err := move.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return c
}

// sign makes a token with the key that both systems share.
func sign(key string, claims map[string]any) string {
	payload, _ := json.Marshal(claims) // numbers and texts
	encode := base64.RawURLEncoding.EncodeToString
	text := encode([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + encode(payload)
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(text))
	return text + "." + encode(mac.Sum(nil))
}

// access is a good token of somebody. No two are alike, so that one that is signed
// out leaves the others.
func (c *crowd) access(m mill, who *member) string {
	claims := map[string]any{"user_id": who.id, "iat": c.now.Unix(), "exp": c.now.Add(time.Hour).Unix(), "jti": fmt.Sprintf("%032x", m.Uint64())}
	if m.oneIn(2) {
		claims["token_type"] = "access"
	} else {
		claims["email"], claims["role_id"], claims["name"] = who.email(), 2, "Member"
	}
	return sign(crowdKey, claims)
}

func (c *crowd) refresh(m mill) string {
	return sign(crowdKey, map[string]any{
		"token_type": "refresh", "user_id": c.pick(m).id, "iat": c.now.Unix(), "exp": c.now.Add(time.Hour).Unix(), "jti": fmt.Sprintf("%032x", m.Uint64()),
	})
}

// token is one of somebody, good, stale, forged or broken.
func (c *crowd) token(m mill) string {
	good := c.access(m, c.pick(m))
	switch m.IntN(8) {
	case 0:
		return c.refresh(m)
	case 1:
		return sign("another key of 32 bytes or more bytes", map[string]any{"user_id": 1, "exp": c.now.Add(time.Hour).Unix()})
	case 2:
		return sign(crowdKey, map[string]any{"user_id": pick(m, []any{0, -1, "1", "x", nil, 1.5, []any{}, 1e30}), "exp": c.now.Add(time.Hour).Unix()})
	case 3:
		return sign(crowdKey, map[string]any{"user_id": 1, "exp": pick(m, []any{0, -1, "x", nil, 1e300, c.now.Unix() - 10})})
	case 4:
		return good[:m.IntN(len(good))]
	case 5:
		return "eyJhbGciOiJub25lIn0." + strings.Split(good, ".")[1] + "."
	case 6:
		at := m.IntN(len(good))
		return good[:at] + "A" + good[at+1:]
	}
	return good
}
