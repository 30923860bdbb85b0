package server_test

import (
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"perfil/internal/server"
	"perfil/internal/web"
)

func TestRequestsAreCountedByContractAndStatus(t *testing.T) {
	r := start(t, func(c *server.Config) {
		c.Gauges = []server.Gauge{{Name: "perfil_answer", Help: "Of everything.", Value: func() float64 { return 42 }}}
	})
	for range 3 {
		r.ask("GET", "/api/auth/profile", "")
	}
	r.ask("POST", "/api/profile/", "")
	r.ask("GET", "/healthz", "")
	_, body := r.ask("GET", "/metrics", "")
	for _, line := range []string{
		`perfil_http_request_duration_seconds_count{contract="express",status="4xx"} 3`,
		`perfil_http_request_duration_seconds_count{contract="django",status="4xx"} 1`,
		`perfil_http_request_duration_seconds_count{contract="none",status="2xx"} 1`,
		`perfil_http_request_duration_seconds_count{contract="django",status="5xx"} 0`,
		`perfil_answer 42`,
		`go_goroutines `,
		`process_open_fds `,
	} {
		if !strings.Contains(body, "\n"+line) {
			t.Errorf("no line %s", line)
		}
	}
}

func TestMetricsCanHaveAnAddressOfTheirOwn(t *testing.T) {
	own := listen(t)
	r := start(t, func(c *server.Config) { c.MetricsListener = own })
	if res, _ := r.ask("GET", "/metrics", ""); res.StatusCode != 404 {
		t.Errorf("the main address answers %d", res.StatusCode)
	}
	apart := &running{t: t, url: "http://" + own.Addr().String()}
	if res, body := apart.ask("GET", "/metrics", ""); res.StatusCode != 200 || !strings.Contains(body, "perfil_http_request") {
		t.Errorf("%d %s", res.StatusCode, body)
	}
	if res, _ := apart.ask("GET", "/api/auth/profile", ""); res.StatusCode != 404 {
		t.Errorf("a contract answers %d on the metrics address", res.StatusCode)
	}

	own = listen(t)
	start(t, func(c *server.Config) { c.MetricsListener, c.MetricsToken = own, "0123456789abcdef" })
	apart = &running{t: t, url: "http://" + own.Addr().String()}
	if res, _ := apart.ask("GET", "/metrics", ""); res.StatusCode != 401 {
		t.Errorf("without the token: %d", res.StatusCode)
	}
	if res, _ := apart.ask("GET", "/metrics", "", "Authorization", "Bearer 0123456789abcdef"); res.StatusCode != 200 {
		t.Errorf("with the token: %d", res.StatusCode)
	}
}

func TestMetricsAreForNeighboursAndForWhoHasTheToken(t *testing.T) {
	const secret = "0123456789abcdef"
	for name, c := range map[string]struct {
		token   string
		headers []string
		status  int
	}{
		"a neighbour":                      {"", nil, 200},
		"a neighbour where there is one":   {secret, nil, 401},
		"a neighbour who has it":           {secret, []string{"Authorization", "Bearer " + secret}, 200},
		"through one with another header":  {"", []string{"X-Real-IP", "127.0.0.1"}, 403},
		"through one that signs":           {"", []string{"Via", "1.1 cache"}, 403},
		"through a proxy that is unknown":  {"", []string{"X-Forwarded-For", "127.0.0.1"}, 403},
		"through one with the new header":  {"", []string{"Forwarded", "for=127.0.0.1"}, 403},
		"without the token":                {secret, []string{"X-Forwarded-For", "192.0.2.1"}, 401},
		"with another":                     {secret, []string{"X-Forwarded-For", "192.0.2.1", "Authorization", "Bearer x" + secret}, 401},
		"with the token":                   {secret, []string{"X-Forwarded-For", "192.0.2.1", "Authorization", "Bearer " + secret}, 200},
		"with a token where there is none": {"", []string{"X-Forwarded-For", "192.0.2.1", "Authorization", "Bearer "}, 403},
	} {
		r := start(t, func(config *server.Config) { config.MetricsToken = c.token })
		res, body := r.ask("GET", "/metrics", "", c.headers...)
		if told := strings.Contains(body, "perfil_http"); res.StatusCode != c.status || told != (c.status == 200) {
			t.Errorf("%s: %d %.80s", name, res.StatusCode, body)
		}
		if asked := res.Header.Get("WWW-Authenticate") != ""; asked != (c.status == 401) {
			t.Errorf("%s: %v", name, res.Header)
		}
	}
}

// The peer of a connection in a test is always this machine, so here the handler
// is asked itself.
func TestMetricsAreHiddenFromStrangers(t *testing.T) {
	var c server.Config
	start(t, func(made *server.Config) {
		made.Proxies = web.Proxies{netip.MustParsePrefix("10.9.0.0/16")}
		c = *made
	})
	for peer, status := range map[string]int{
		"127.0.0.1:1": 200, "[::1]:1": 200, "10.1.2.3:1": 200, "192.168.0.9:1": 200, "[fd00::1]:1": 200,
		"192.0.2.1:1": 403, "[2001:db8::1]:1": 403, "10.9.0.1:1": 403, "100.64.0.1:1": 403, "@": 403,
	} {
		request := httptest.NewRequest("GET", "/metrics", nil)
		request.RemoteAddr = peer
		answer := httptest.NewRecorder()
		c.Handler().ServeHTTP(answer, request)
		if answer.Code != status {
			t.Errorf("%s: %d", peer, answer.Code)
		}
	}
}
