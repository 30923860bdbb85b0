package server

import "net/http"

// Handler is the whole server as one handler, for tests and measurements that
// need no network.
func (c *Config) Handler() http.Handler { return c.routes(newMetrics(c.Gauges)) }
