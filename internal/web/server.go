package web

import (
	"log/slog"
	"net/http"
	"time"
)

// maxHeaderBytes is enough for a token of 9 KB, which has to be read before it
// can be refused, and little enough that idle connections cost nothing.
const maxHeaderBytes = 32 << 10

// headTime is how long a client may take for the head of a request.
const headTime = 10 * time.Second

// NewServer makes a server that no slow or silent client can hold open: every
// phase of a connection has an end. It speaks HTTP/1.1 in the clear; TLS and
// HTTP/2 are the business of the proxy in front. What net/http itself has to
// complain about goes to log.
func NewServer(addr string, handler http.Handler, log *slog.Logger) *http.Server {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	return &http.Server{
		Addr:              addr,
		Handler:           handler,
		Protocols:         protocols,
		ConnContext:       noteConn,
		ReadHeaderTimeout: headTime,
		ReadTimeout:       60 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       120 * time.Second,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelError),
		// "OPTIONS *" would otherwise be answered without our headers.
		DisableGeneralOptionsHandler: true,
	}
}
