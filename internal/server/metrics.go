package server

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"perfil/internal/web"
)

// Gauge is a number that somebody else can tell at any moment, shown among the
// metrics.
type Gauge struct {
	Name  string // as Prometheus wants it: perfil_something
	Help  string
	Value func() float64
}

// metrics counts requests. Its labels come from closed sets, so no client can
// make series without end, and every series is looked up once, at the start: a
// request costs a few atomic additions.
type metrics struct {
	registry *prometheus.Registry
	requests [len(contractLabels)][len(statusLabels)]prometheus.Observer
}

var (
	contractLabels = [...]string{"django", "express", "site", "none"}
	// The first is that of connections that broke before an answer.
	statusLabels = [...]string{"aborted", "1xx", "2xx", "3xx", "4xx", "5xx"}
)

// durations are the bounds of the histogram in seconds: a read from memory is
// below the first, a password hash in the middle, a queue for one near the end.
var durations = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

func newMetrics(gauges []Gauge) *metrics {
	requests := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name:    "perfil_http_request_duration_seconds",
		Help:    "Time from the header of a request to the end of its answer, by contract and class of status.",
		Buckets: durations,
	}, []string{"contract", "status"})
	m := &metrics{registry: prometheus.NewRegistry()}
	for c, contract := range contractLabels {
		for s, status := range statusLabels {
			m.requests[c][s] = requests.WithLabelValues(contract, status)
		}
	}
	m.registry.MustRegister(requests, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, g := range gauges {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: g.Name, Help: g.Help}, g.Value))
	}
	return m
}

// observe is called at the end of every request.
func (m *metrics) observe(o web.Outcome) {
	contract := len(contractLabels) - 1
	for i, label := range contractLabels {
		if o.Contract == label {
			contract = i
		}
	}
	class := o.Status / 100
	if class < 0 || class >= len(statusLabels) {
		class = 0
	}
	m.requests[contract][class].Observe(o.Duration.Seconds())
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// guarded shows the metrics to who has the token, and where there is none to whom
// may says. They tell how many people sign in, which is not everybody's business.
func (m *metrics) guarded(token string, may func(*http.Request) bool) http.Handler {
	next := m.handler()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case token != "" && hasToken(r, token), token == "" && may(r):
			next.ServeHTTP(w, r)
		case token != "":
			w.Header().Set("WWW-Authenticate", `Bearer realm="metrics"`)
			web.WriteJSON(w, http.StatusUnauthorized, []byte(`{"error":"Unauthorized"}`))
		default:
			web.WriteJSON(w, http.StatusForbidden, []byte(`{"error":"Forbidden"}`))
		}
	})
}

// isNear says whether a request comes from this machine or a private network and
// not through a proxy. It goes by the address of the peer: what a proxy passes on
// may come from anywhere, also when nobody has told us that the peer is one. One
// that adds no header cannot be told from a neighbour, for which there is the token.
func (c *Config) isNear(r *http.Request) bool {
	for _, added := range []string{"X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via"} {
		if r.Header[added] != nil {
			return false
		}
	}
	peer := web.Peer(r)
	return (peer.IsLoopback() || peer.IsPrivate()) && !c.Proxies.Trusts(peer)
}

func hasToken(r *http.Request, token string) bool {
	raw, _ := web.Bearer(r)
	// Digests, because comparing texts tells how long the token is.
	shown, want := sha256.Sum256([]byte(raw)), sha256.Sum256([]byte(token))
	return subtle.ConstantTimeCompare(shown[:], want[:]) == 1
}
