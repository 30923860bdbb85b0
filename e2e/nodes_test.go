package e2e_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"perfil/e2e/program"
	"perfil/internal/sqlstore/pgtest"
)

// nodes are servers that have a database in common and nothing else.
type nodes struct {
	settings []string
	running  []*program.Process
}

// startNodes starts three on a database of their own, until the test ends.
func startNodes(t *testing.T, settings ...string) *nodes {
	t.Helper()
	n := &nodes{settings: append(onDatabase(pgtest.Database(t)), settings...)}
	for range 3 {
		n.running = append(n.running, start(t, t.TempDir(), n.settings...))
	}
	return n
}

// at is somebody new who talks to one of them.
func (n *nodes) at(node int) *client { return newClient(n.running[node].URL) }

// command runs perfil on the database, on a machine that no node is on.
func (n *nodes) command(t *testing.T, stdin string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "perfil", args...)
	cmd.Dir, cmd.Env, cmd.Stdin = t.TempDir(), append(os.Environ(), n.settings...), strings.NewReader(stdin)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("perfil %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

func TestNodesCountAttemptsTogether(t *testing.T) {
	t.Parallel()
	n := startNodes(t)
	n.at(0).signUp(t, "ada")
	signIn := func(node int, password string) int {
		status, answer, err := n.at(node).ask(t.Context(), "POST", "/api/sign-in/", `{"email":"ada@example.com","password":"`+password+`"}`)
		if err != nil {
			t.Fatal(status, answer, err)
		}
		return status
	}
	const allowed = 5
	for attempt := range allowed {
		if status := signIn(attempt%3, "a-guess"); status != 400 {
			t.Errorf("attempt %d gets %d", attempt+1, status)
		}
	}
	for node := range n.running {
		if status := signIn(node, password); status != 429 {
			t.Errorf("after %d attempts elsewhere too, node %d answers %d", allowed, node, status)
		}
	}
}

func TestNodesSendALetterOnce(t *testing.T) {
	t.Parallel()
	post := newPostOffice(t)
	n := startNodes(t, append(post.settings(), "PERFIL_RATE_LIMIT=off")...)
	const many = 6
	address := func(i int) string { return fmt.Sprintf("user%d@example.com", i) }
	for i := range many {
		n.at(i%3).signUp(t, fmt.Sprintf("user%d", i))
	}
	// All nodes have something to send at the same time, and each looks for all.
	asking := make(chan error, many)
	for i := range many {
		go func() {
			status, answer, err := n.at(i%3).ask(t.Context(), "POST", "/api/auth/forgot-password", `{"email":"`+address(i)+`"}`)
			if err != nil || status != 200 {
				err = fmt.Errorf("%d %s %w", status, answer, err)
			}
			asking <- err
		}()
	}
	for range many {
		if err := <-asking; err != nil {
			t.Fatal(err)
		}
	}
	for i := range many {
		_, link, _ := strings.Cut(post.await(t, address(i)).text, "/account/reset?token=")
		n.at((i+1)%3).must(t, "POST", "/api/auth/reset-password", `{"token":"`+strings.Fields(link)[0]+`","newPassword":"Bright-meadow-3"}`, "")
	}
	// A node that stops finishes what it is sending.
	for _, p := range n.running {
		if err := p.Stop(); err != nil {
			t.Error(err)
		}
	}
	for i := range many {
		if _, err := post.next(address(i)); err == nil {
			t.Errorf("%s got a letter twice", address(i))
		}
	}
}

func TestNodesShowTheSamePictures(t *testing.T) {
	t.Parallel()
	b, err := newBucket()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.close)
	n := startNodes(t, "PERFIL_AVATARS="+b.location(), "AWS_ACCESS_KEY_ID=AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI")
	ada := n.at(0)
	ada.signUp(t, "ada")
	status, answer := ada.upload(t, "/api/profile/1/update/", "avatar")
	if status != 200 {
		t.Fatal(status, answer)
	}
	path, err := valueAt([]byte(answer), "avatar")
	if err != nil {
		t.Fatal(err)
	}
	shown := ada.must(t, "GET", path, "", "")
	for node := range n.running {
		if got := n.at(node).must(t, "GET", path, "", ""); got != shown {
			t.Errorf("node %d shows another picture", node)
		}
	}
	// Taken away on one, it is gone from all.
	elsewhere := n.at(1)
	elsewhere.token = ada.token
	elsewhere.must(t, "PUT", "/api/profile/1/update/", `{"avatar":null}`, "")
	if err := eventually(func() error { return b.holds(0) }); err != nil {
		t.Error(err)
	}
	for node, p := range n.running {
		if status := get(t, p.URL+path); status != 404 {
			t.Errorf("node %d answers %d for a picture that is gone", node, status)
		}
	}
}
