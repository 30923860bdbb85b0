package server_test

import (
	"net/http"
	"strings"
	"testing"

	"perfil/internal/server"
	"perfil/internal/web"
)

// Bodies that tell who answered.
const (
	byDjango  = `{"detail":`
	byExpress = `{"success":false,`
	byNobody  = `{"error":"Not found"}`
	byPages   = `<!doctype html>`
)

func TestEachContractAnswersItsOwnPaths(t *testing.T) {
	r := start(t, nil)
	for _, c := range []struct {
		method, path string
		status       int
		by           string
	}{
		{"POST", "/api/profile/", 401, byDjango},
		{"POST", "/api/profile", 401, byDjango},
		{"GET", "/api/auth/profile", 401, byExpress},
		{"GET", "/api/auth/profile/", 401, byExpress},
		{"GET", "/api/admin/users", 401, byExpress},
		{"GET", "/api/auth/x", 404, byExpress},
		{"GET", "/api/auth", 404, byExpress},
		{"GET", "/api/authx", 404, byDjango},
		{"GET", "/api/x", 404, byDjango},
		{"GET", "/api", 404, byDjango},
		{"GET", "/media/avatars/x.png", 404, ""},
		{"GET", "/account/reset?token=x", 410, byPages},
		{"GET", "/account/x", 404, byPages},
		{"GET", "/accountx", 404, byNobody},
		{"GET", "/", 404, byNobody},
		{"GET", "/apix", 404, byNobody},
		{"GET", "//api/profile/", 404, byNobody},
		{"GET", "/media/x.png", 404, byNobody},
		{"GET", "/healthz/", 404, byNobody},
		{"POST", "/x/../api/profile/", 404, byNobody},
	} {
		res, body := r.ask(c.method, c.path, "")
		if res.StatusCode != c.status || !strings.HasPrefix(strings.ToLower(body), strings.ToLower(c.by)) {
			t.Errorf("%s %s: %d %s", c.method, c.path, res.StatusCode, body)
		}
	}
}

func TestAContractThatIsNotWantedIsNotThere(t *testing.T) {
	r := start(t, func(c *server.Config) { c.Contracts = []string{"express"} })
	if _, body := r.ask("POST", "/api/profile/", ""); body != byNobody {
		t.Errorf("django answers %s", body)
	}
	if _, body := r.ask("GET", "/api/auth/profile", ""); !strings.HasPrefix(body, byExpress) {
		t.Errorf("express answers %s", body)
	}
	r = start(t, func(c *server.Config) { c.Contracts = []string{"django"} })
	if _, body := r.ask("GET", "/api/auth/profile", ""); !strings.HasPrefix(body, byDjango) {
		t.Errorf("without express: %s", body)
	}
}

func TestBothContractsShowTheSameAccount(t *testing.T) {
	r := start(t, nil)
	res, body := r.ask("POST", "/api/auth/register", `{"name":"Ada Lovelace","email":"ada@example.com","password":"Analytical1"}`)
	if res.StatusCode != http.StatusCreated {
		t.Fatalf("%d %s", res.StatusCode, body)
	}
	_, after, _ := strings.Cut(body, `"token":"`)
	token, _, _ := strings.Cut(after, `"`)
	res, body = r.ask("POST", "/api/profile/", "", "Authorization", "Bearer "+token)
	if res.StatusCode != http.StatusOK || !strings.Contains(body, `"last_name":"Lovelace"`) {
		t.Errorf("%d %s", res.StatusCode, body)
	}
}

func TestEveryAnswerForbidsSniffingAndHasAnID(t *testing.T) {
	r := start(t, nil)
	for _, path := range []string{"/", "/healthz", "/readyz", "/metrics", "/api/x", "/api/auth/x", "/media/avatars/x"} {
		res, _ := r.ask("GET", path, "")
		if res.Header.Get("X-Content-Type-Options") != "nosniff" || len(res.Header.Get("X-Request-Id")) != 24 {
			t.Errorf("%s: %v", path, res.Header)
		}
	}
}

func TestAllowedOriginsReachTheContractsOnly(t *testing.T) {
	const origin = "https://app.example.com"
	r := start(t, func(c *server.Config) { c.Origins = web.Origins{origin} })
	preflight := []string{"Origin", origin, "Access-Control-Request-Method", "PUT"}
	for path, allowed := range map[string]bool{"/api/auth/profile": true, "/api/profile/1/update/": true, "/account/reset": false, "/healthz": false, "/metrics": false} {
		res, _ := r.ask("OPTIONS", path, "", preflight...)
		if got := res.Header.Get("Access-Control-Allow-Origin") == origin; got != allowed || allowed && res.StatusCode != http.StatusNoContent {
			t.Errorf("%s: %d %v", path, res.StatusCode, res.Header)
		}
	}
}

func TestHealthAndReadiness(t *testing.T) {
	r := start(t, nil)
	want := func(method, path string, status int, body string) {
		t.Helper()
		if res, got := r.ask(method, path, ""); res.StatusCode != status || got != body {
			t.Errorf("%s %s: %d %s", method, path, res.StatusCode, got)
		}
	}
	want("GET", "/healthz", 200, `{"status":"ok"}`)
	want("HEAD", "/healthz", 200, "")
	want("POST", "/healthz", 405, `{"error":"Method not allowed"}`)
	want("GET", "/readyz", 200, `{"status":"ok"}`)
	must(t, r.store.Close())
	want("GET", "/readyz", 503, `{"status":"unavailable"}`)
	want("GET", "/healthz", 200, `{"status":"ok"}`)
	if !strings.Contains(r.log.String(), "path=/readyz status=503") || !strings.Contains(r.log.String(), "error=") {
		t.Errorf("the log does not say why:\n%s", r.log)
	}
}

func TestPeopleWhoLookAtTheAddressFindTheDocumentation(t *testing.T) {
	r := start(t, nil)
	const browser = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"
	for _, c := range []struct {
		method, path, accept string
		status               int
	}{
		{"GET", "/", browser, 302}, {"HEAD", "/", browser, 302},
		{"GET", "/", "*/*", 404}, {"GET", "/", "application/json", 404}, {"POST", "/", browser, 404}, {"GET", "/x", browser, 404},
	} {
		res, _ := r.ask(c.method, c.path, "", "Accept", c.accept)
		if to := res.Header.Get("Location"); res.StatusCode != c.status || (to == "/docs/") != (c.status == 302) {
			t.Errorf("%s %s for %s: %d %s", c.method, c.path, c.accept, res.StatusCode, to)
		}
	}
}
