package e2e_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"io"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"perfil/e2e/program"
)

// client is somebody who talks to a server, in Go tests; scripts have http.
type client struct {
	url   string
	token string // "": none
	http  *http.Client
}

func newClient(url string) *client {
	return &client{url: url, http: &http.Client{Timeout: program.Patience, Transport: &http.Transport{MaxIdleConnsPerHost: 16}}}
}

// ask sends a JSON body and returns status and body of the answer.
func (c *client) ask(ctx context.Context, method, path, body string) (int, string, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.url+path, bytes.NewReader([]byte(body)))
	if err != nil {
		return 0, "", err
	}
	req.Header.Set("Content-Type", "application/json")
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close() //nolint:errcheck // only read
	answer, err := io.ReadAll(res.Body)
	return res.StatusCode, string(answer), err
}

// must is ask for what has to succeed with a status of 2xx; it gives a value of
// the answer.
func (c *client) must(t *testing.T, method, path, body, value string) string {
	t.Helper()
	status, answer, err := c.ask(t.Context(), method, path, body)
	if err != nil || status/100 != 2 {
		t.Fatalf("%s %s: %d %s %v", method, path, status, answer, err)
	}
	if value == "" {
		return answer
	}
	found, err := valueAt([]byte(answer), value)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

const password = "Quiet-harbor-9"

// signUp makes an account with the e-mail NAME@example.com and acts as it.
func (c *client) signUp(t *testing.T, name string) {
	t.Helper()
	c.token = ""
	c.token = c.must(t, "POST", "/api/sign-up/",
		fmt.Sprintf(`{"username":%q,"email":"%s@example.com","password":%q}`, name, name, password), "access")
}

func get(t *testing.T, url string) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	status, _, err := newClient(url).ask(ctx, "GET", "", "")
	if err != nil {
		t.Fatal(err)
	}
	return status
}

// upload sends a small picture as a part of a form.
func (c *client) upload(t *testing.T, path, part string) (int, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "face.png")
	if err := draw(file, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	body, kind, err := form([]string{part + "=@" + file})
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), "PUT", c.url+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Authorization", "Bearer "+c.token)
	res, err := c.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // only read
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(answer)
}
