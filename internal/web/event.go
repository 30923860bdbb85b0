package web

import (
	"log/slog"
	"net/http"
	"net/netip"
	"time"
)

// An Event gathers what becomes the one log line of a request. It belongs to
// the goroutine of its handler: nothing in it is locked, and after the handler
// has returned nobody may touch it.
//
// All methods may be called on a nil Event and then do nothing, so a handler
// also works where no [Events] is around it.
type Event struct {
	id       string
	method   string
	path     string
	contract string
	client   netip.Addr
	// clientText is filled by ClientText.
	clientText string
	start      time.Time
	account    int64
	status     int // 0 until an answer has begun
	bytes      int64
	err        error
}

// EventOf returns the event that travels in w, or nil. It looks through
// wrappers that have an Unwrap method, as [http.ResponseController] does.
// The event is in the writer and not in the context, because a context value
// costs a copy of the whole request.
func EventOf(w http.ResponseWriter) *Event {
	for {
		switch v := w.(type) {
		case *recorder:
			return &v.event
		case interface{ Unwrap() http.ResponseWriter }:
			w = v.Unwrap()
		default:
			return nil
		}
	}
}

// ID is the id of the request, 24 hexadecimal digits; the client has it from
// the header X-Request-Id.
func (e *Event) ID() string {
	if e == nil {
		return ""
	}
	return e.id
}

// Client is the address of the client as [Proxies.Client] found it.
func (e *Event) Client() netip.Addr {
	if e == nil {
		return netip.Addr{}
	}
	return e.client
}

// ClientText is Client as text, "" if there is none. The text is made once,
// because the handler and the log line both want it.
func (e *Event) ClientText() string {
	if e == nil || !e.client.IsValid() {
		return ""
	}
	if e.clientText == "" {
		e.clientText = e.client.String()
	}
	return e.clientText
}

// Account notes whose request it turned out to be. Zero means nobody's.
func (e *Event) Account(id int64) {
	if e != nil {
		e.account = id
	}
}

// Contract notes which contract answered.
func (e *Event) Contract(name string) {
	if e != nil {
		e.contract = name
	}
}

// Fail notes the cause of an error that the client is not told. It makes the
// line one of level Error. Several causes are all kept.
func (e *Event) Fail(err error) {
	if e == nil || err == nil {
		return
	}
	if e.err != nil {
		err = twoErrors{e.err, err}
	}
	e.err = err
}

// twoErrors keeps both on one line; errors.Join would put a line break into
// the log.
type twoErrors struct{ first, second error }

func (t twoErrors) Error() string   { return t.first.Error() + "; " + t.second.Error() }
func (t twoErrors) Unwrap() []error { return []error{t.first, t.second} }

// answered says whether a status line has gone out, after which no other
// answer can be given.
func (e *Event) answered() bool { return e.status != 0 }

// maxAttrs is how many parts a log line can have.
const maxAttrs = 12

// appendAttrs appends the parts of the log line. What does not apply is left
// out. The caller brings the room, so that it can be on its stack.
func (e *Event) appendAttrs(attrs []slog.Attr, took time.Duration, aborted bool) []slog.Attr {
	attrs = append(attrs,
		slog.String("id", e.id),
		slog.String("method", e.method),
		slog.String("path", e.path),
		slog.Int("status", e.status),
		slog.Int64("bytes", e.bytes),
		slog.Duration("duration", took),
	)
	if client := e.ClientText(); client != "" {
		attrs = append(attrs, slog.String("client", client))
	}
	if e.contract != "" {
		attrs = append(attrs, slog.String("contract", e.contract))
	}
	if e.account != 0 {
		attrs = append(attrs, slog.Int64("account", e.account))
	}
	if aborted {
		attrs = append(attrs, slog.Bool("aborted", true))
	}
	if e.err != nil {
		attrs = append(attrs, slog.String("error", e.err.Error()))
	}
	if stack := stackOf(e.err); stack != "" {
		attrs = append(attrs, slog.String("stack", stack))
	}
	return attrs
}
