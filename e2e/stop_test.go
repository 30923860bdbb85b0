package e2e_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"perfil/e2e/program"
)

// slowly sends a request whose body ends later, when rest is called. It returns
// once the server has answered that it waits for the body, so the request has
// begun for sure.
func slowly(t *testing.T, c *client, path, body string) (rest func() (*http.Response, string)) {
	t.Helper()
	address := strings.TrimPrefix(c.url, "http://")
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(program.Patience))
	fmt.Fprintf(conn, "PUT %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"+
		"Content-Length: %d\r\nExpect: 100-continue\r\n\r\n", path, address, c.token, len(body))
	in := bufio.NewReader(conn)
	if line, err := in.ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("the server says %q, %v", line, err)
	}
	if _, err := in.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	half := len(body) / 2
	fmt.Fprint(conn, body[:half])
	return func() (*http.Response, string) {
		t.Helper()
		fmt.Fprint(conn, body[half:])
		res, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close() //nolint:errcheck // only read
		answer, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res, string(answer)
	}
}

// isRefused waits until nobody can connect any more.
func isRefused(t *testing.T, url string) {
	t.Helper()
	err := eventually(func() error {
		conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
		if err != nil {
			return nil
		}
		_ = conn.Close()
		return fmt.Errorf("%s still takes connections", url)
	})
	if err != nil {
		t.Error(err)
	}
}

func TestARequestUnderWayIsAnsweredWhenTheServerIsToldToStop(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, settings []string) {
		folder := t.TempDir()
		p := start(t, folder, settings...)
		c := newClient(p.URL)
		c.signUp(t, "ada")
		rest := slowly(t, c, "/api/auth/profile", `{"name":"Ada Lovelace"}`)

		if err := p.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		isRefused(t, p.URL)
		res, answer := rest()
		if res.StatusCode != http.StatusOK || !strings.Contains(answer, `"name":"Ada Lovelace"`) {
			t.Errorf("the answer is %d %s", res.StatusCode, answer)
		}
		<-p.Done()
		if p.Err() != nil {
			t.Errorf("the server ended with %v\n%s", p.Err(), p.Said())
		}
		// It was really done.
		again := newClient(start(t, folder, settings...).URL)
		again.token = c.token
		if got := again.must(t, "GET", "/api/auth/profile", "", "data.user.name"); got != "Ada Lovelace" {
			t.Errorf("the name is %q", got)
		}
	})
}

func TestASecondSignalEndsTheServerAtOnce(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	c := newClient(p.URL)
	c.signUp(t, "ada")
	slowly(t, c, "/api/auth/profile", `{"name":"Ada Lovelace"}`) // and never goes on
	if err := p.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	isRefused(t, p.URL)
	// One that comes while the first is still being heeded may count as the same.
	again, late := time.Tick(50*time.Millisecond), time.After(8*time.Second)
	for {
		select {
		case <-p.Done():
			return
		case <-again:
			_ = p.Signal(syscall.SIGTERM)
		case <-late: // alone, the first would wait for ten
			t.Fatal("the server goes on")
		}
	}
}

// How long a start takes is told, not judged: the machine may be busy.
func TestHowLongAStartTakes(t *testing.T) {
	folder := t.TempDir()
	for _, kind := range []string{"the first, which makes key and database", "another", "and another"} {
		began := time.Now()
		p, err := program.Serve(folder, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %v until it listens", kind, time.Since(began).Round(time.Millisecond))
		if err := p.Stop(); err != nil {
			t.Error(err)
		}
	}
}
