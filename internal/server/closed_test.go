package server_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

func TestNothingIsListedEchoedOrNamed(t *testing.T) {
	r := start(t, nil)
	for _, path := range []string{
		"/", "/media/", "/media/avatars/", "/account/", "/openapi/", "/.git/config", "/debug/pprof/", "/debug/vars",
		"/perfil.db", "/secret.key", "/media/avatars/../secret.key", "/media/avatars/%2e%2e/secret.key",
	} {
		res, body := r.ask("GET", path, "")
		if res.StatusCode != http.StatusNotFound || strings.Contains(body, "href=\"") && strings.HasPrefix(path, "/media") {
			t.Errorf("GET %s: %d %.80s", path, res.StatusCode, body)
		}
		for _, header := range []string{"Server", "X-Powered-By", "Via"} {
			if got := res.Header.Get(header); got != "" {
				t.Errorf("GET %s: %s is %q", path, header, got)
			}
		}
	}
	for _, path := range []string{"/", "/healthz", "/api/profile/", "/api/auth/profile", "/account/reset", "/docs/"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodTrace, r.url+path, nil)
		must(t, err)
		req.Header.Set("X-Echo", "sesame")
		res, err := http.DefaultClient.Do(req)
		must(t, err)
		var b strings.Builder
		must(t, res.Write(&b))
		if res.StatusCode < 400 || strings.Contains(b.String(), "sesame") {
			t.Errorf("TRACE %s: %s", path, b.String())
		}
	}
}

// What a client sends is part of a line and never a line of its own.
func TestNoRequestWritesALineOfItsOwn(t *testing.T) {
	r := start(t, nil)
	before := strings.Count(r.log.String(), "\n")
	const forged = "%0A%0Dtime=2026-01-01T00:00:00Z%20level=ERROR%20msg=forged"
	for _, path := range []string{"/api/" + forged, "/api/auth/" + forged, "/account/" + forged, "/" + forged + "?x=" + forged} {
		r.ask("GET", path, "")
	}
	r.ask("POST", "/api/auth/login", `{"email":"x\nlevel=ERROR msg=forged@example.com","password":"level=ERROR msg=forged\n"}`)
	r.stop()
	must(t, r.wait())
	written := strings.Split(strings.TrimSpace(r.log.String()), "\n")
	if len(written)-before < 5 {
		t.Fatalf("%d lines: %s", len(written), r.log)
	}
	for _, line := range written {
		if !strings.HasPrefix(line, "time=") || strings.HasPrefix(line, "time=2026-01-01") || strings.Contains(line, " msg=forged") {
			t.Errorf("a line that no server wrote: %s", line)
		}
	}
}

// Who tried what they may not, and when, has to be found later.
func TestARefusedRightLeavesALineThatSaysWhoAndWhen(t *testing.T) {
	r := start(t, nil)
	res, body := r.ask("POST", "/api/auth/register", `{"name":"Mal","email":"mal@example.com","password":"Quiet-harbor-9"}`)
	_, token, _ := strings.Cut(body, `"token":"`)
	token, _, _ = strings.Cut(token, `"`)
	if res.StatusCode != http.StatusCreated || token == "" {
		t.Fatalf("%d %s", res.StatusCode, body)
	}
	for _, try := range []struct{ method, path string }{{"GET", "/api/admin/users"}, {"DELETE", "/api/profile/2/delete/"}} {
		if res, body := r.ask(try.method, try.path, "", "Authorization", "Bearer "+token); res.StatusCode != http.StatusForbidden {
			t.Fatalf("%s %s: %d %s", try.method, try.path, res.StatusCode, body)
		}
	}
	r.stop()
	must(t, r.wait())
	for _, path := range []string{"/api/admin/users", "/api/profile/2/delete/"} {
		line := regexp.MustCompile(`(?m)^time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.0-9]*(Z|[+-]\d\d:\d\d) .*path=` + path + ` .*$`).FindString(r.log.String())
		for _, part := range []string{" status=403 ", " account=1", " client=127.0.0.1"} {
			if !strings.Contains(line+" ", part) {
				t.Errorf("%q does not have %q\n%s", line, part, r.log)
			}
		}
	}
}
