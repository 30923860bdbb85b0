package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"perfil/internal/account"
	"perfil/internal/contract/django"
	"perfil/internal/contract/express"
	"perfil/internal/site"
	"perfil/internal/web"
)

// Config is what a Server is made of.
type Config struct {
	Accounts *account.Service
	Log      *slog.Logger
	Lines    *web.Lines // for requests that went well; nil: Log
	Listener net.Listener
	// MetricsListener, if set, serves /metrics, which the other one then does not.
	MetricsListener net.Listener
	// MetricsToken is what everybody has to show who wants /metrics; "": none, and
	// neighbours see them, or whoever can reach MetricsListener.
	MetricsToken string

	Contracts       []string // the names of their packages
	DjangoLanguage  django.Language
	ExpressLanguage express.Language
	Site            site.Config
	Origins         web.Origins // whose pages may call the contracts
	Proxies         web.Proxies // whose word about client addresses counts
	Gauges          []Gauge
	Drain           time.Duration // for requests under way when it stops; 0: 10 s
}

// Server serves the contracts and the pages.
type Server struct {
	config  Config
	main    *http.Server
	metrics *http.Server // nil without a listener of its own
}

// New makes a Server; Serve starts it.
func New(c Config) *Server {
	if c.Drain == 0 {
		c.Drain = 10 * time.Second
	}
	m := newMetrics(c.Gauges)
	s := &Server{config: c, main: web.NewServer("", c.routes(m), c.Log)}
	if c.MetricsListener != nil {
		anybody := func(*http.Request) bool { return true } // who can reach the address
		only := &router{own: map[string]http.Handler{"/metrics": onlyGet(m.guarded(c.MetricsToken, anybody))}}
		s.metrics = web.NewServer("", web.NoSniff(only), c.Log)
	}
	return s
}

// Serve serves until ctx ends. Then it takes no new connections, lets the
// requests that have begun end, for the time of Drain at most, and returns nil.
// It closes the listeners. Any error means that it could not go on serving.
func (s *Server) Serve(ctx context.Context) error {
	failed := make(chan error, 2)
	go func() { failed <- s.main.Serve(web.GuardedListener(s.config.Listener)) }()
	if s.metrics != nil {
		go func() { failed <- s.metrics.Serve(s.config.MetricsListener) }()
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
		err = fmt.Errorf("the server cannot go on: %w", err)
	}
	s.drain(context.WithoutCancel(ctx))
	return err
}

func (s *Server) drain(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, s.config.Drain)
	defer cancel()
	err := s.main.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		s.config.Log.Warn("requests were cut off, because they took longer than the server waits when it stops", "waited", s.config.Drain)
	}
	_ = s.main.Close()
	if s.metrics != nil {
		_ = s.metrics.Close()
	}
}
