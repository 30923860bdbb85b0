package server_test

import (
	"strings"
	"testing"

	"perfil/internal/server"
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
}
