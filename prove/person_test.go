package prove_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"

	"perfil/e2e/program"
	"perfil/internal/sqlstore/pgtest"
)

// start runs a server in a folder until the test is over. Limits are off unless
// a setting says otherwise, because one machine plays all the clients.
func start(t *testing.T, folder string, settings ...string) *program.Process {
	t.Helper()
	p, err := program.Serve(folder, append([]string{"PERFIL_RATE_LIMIT=off", "PERFIL_LOG_LEVEL=warn"}, settings...), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	return p
}

// onDatabase makes an empty PostgreSQL database and gives the settings of a node
// on it.
func onDatabase(t *testing.T) []string {
	t.Helper()
	return []string{
		"PERFIL_DATABASE_URL=" + pgtest.Database(t) + "&pool_max_conns=8",
		"PERFIL_JWT_SECRET=a-key-that-every-node-of-a-proof-is-given",
	}
}

// A person is a client with an account of its own. One goroutine uses it at a
// time, so that it has one connection, kept open.
type person struct {
	name, access, refresh string

	url  string
	http *http.Client
}

const password = "Quiet-harbor-9"

func newPerson(url, name string) *person {
	return &person{name: name, url: url, http: &http.Client{Timeout: program.Patience, Transport: &http.Transport{}}}
}

func (p *person) email() string { return p.name + "@example.com" }

// leave closes the connection.
func (p *person) leave() { p.http.CloseIdleConnections() }

// An answer is what came back, read to its end.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// ask sends a JSON body, "" for none, with the person's access token if it has
// one. Headers are pairs of name and value.
func (p *person) ask(ctx context.Context, method, path, body string, headers ...string) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, method, p.url+path, bytes.NewReader([]byte(body)))
	if err != nil {
		return answer{}, err
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if p.access != "" {
		req.Header.Set("Authorization", "Bearer "+p.access)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := p.http.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close() //nolint:errcheck // only read
	text, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, res.Header, text}, err
}

// signUp makes the account and keeps the tokens. It reports whether the server
// has acknowledged it.
func (p *person) signUp(ctx context.Context) (bool, error) {
	p.access = ""
	a, err := p.ask(ctx, "POST", "/api/sign-up/", fmt.Sprintf(`{"username":%q,"email":%q,"password":%q}`, p.name, p.email(), password))
	if err != nil || a.status != http.StatusCreated {
		return false, err
	}
	var tokens struct{ Access, Refresh string }
	if err := json.Unmarshal(a.body, &tokens); err != nil {
		return false, err
	}
	p.access, p.refresh = tokens.Access, tokens.Refresh
	return true, nil
}

// newcomer is a person who has signed up.
func newcomer(t *testing.T, url, name string) *person {
	t.Helper()
	p := newPerson(url, name)
	t.Cleanup(p.leave)
	if ok, err := p.signUp(t.Context()); !ok {
		t.Fatalf("%s cannot sign up: %v", name, err)
	}
	return p
}
