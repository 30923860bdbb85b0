package server_test

import (
	"net/http"
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
