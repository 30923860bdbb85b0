package web

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"time"
)

// How much of what a client chose may stand in the log line of its request.
const (
	maxLoggedPath   = 200
	maxLoggedMethod = 16
)

// Events gives every request an id and one log line.
type Events struct {
	Log     *slog.Logger
	Lines   *Lines // writes what is of level Info instead of Log, which decides the level; nil: nothing
	Proxies Proxies
	// Observe is called once per request, after its answer, in the goroutine
	// of the request. It may be nil.
	Observe func(Outcome)
}

// Outcome is what a measurement of a request may look at. Method is whatever
// the client sent, cut to 16 bytes: whoever makes a label of it must first map
// it onto a closed set, or a client can make labels without end.
type Outcome struct {
	Contract string
	Method   string
	Status   int // 0 when the connection was dropped before an answer
	Bytes    int64
	Duration time.Duration
}

// Wrap makes the handler that does so around next. The id is always a new one
// and goes out as X-Request-Id; one that comes in is not taken over, since it
// would let a client forge the trail of somebody else.
//
// The line has the path but never the query, where people put tokens. So no
// route may carry a secret in its path.
//
// The level is Error for a status from 500 on and for every event with an
// error, except when the client went away and that is all that happened.
func (ev Events) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := ev.begin(w, r)
		aborted := true
		defer func() { ev.end(rec, r, aborted) }()
		next.ServeHTTP(rec, r)
		aborted = false
	})
}

func (ev Events) begin(w http.ResponseWriter, r *http.Request) *recorder {
	// One allocation holds writer and event. It is not pooled: a handler that
	// wrongly keeps its writer would then spoil the line of a stranger.
	rec := &recorder{ResponseWriter: w}
	rec.event = Event{
		id:     newRequestID(),
		method: cut(r.Method, maxLoggedMethod),
		path:   cut(r.URL.EscapedPath(), maxLoggedPath),
		client: ev.Proxies.Client(r),
		start:  time.Now(),
	}
	rec.idHeader[0] = rec.event.id
	w.Header()["X-Request-Id"] = rec.idHeader[:]
	return rec
}

// end is also run while a panic passes, which it leaves alone: net/http ends
// the connection then.
func (ev Events) end(rec *recorder, r *http.Request, aborted bool) {
	e := &rec.event
	if !aborted && !e.answered() {
		e.status = http.StatusOK // what net/http sends for a handler that wrote nothing
	}
	now := time.Now()
	took := now.Sub(e.start)
	if ev.Observe != nil {
		ev.Observe(Outcome{e.contract, e.method, e.status, e.bytes, took})
	}
	ctx := r.Context()
	level := e.level(ctx)
	handler := ev.Log.Handler()
	if !handler.Enabled(ctx, level) {
		return
	}
	if level == slog.LevelInfo && !aborted && ev.Lines.write(e, now, took) {
		return
	}
	// Not through the Logger, which would look up a source line that is the
	// same for all requests.
	line := slog.NewRecord(now, level, "request", 0)
	var room [maxAttrs]slog.Attr
	line.AddAttrs(e.appendAttrs(room[:0], took, aborted)...)
	_ = handler.Handle(ctx, line) // there is no second log to tell of a broken log
}

func (e *Event) level(ctx context.Context) slog.Level {
	if e.err == nil && e.status < http.StatusInternalServerError {
		return slog.LevelInfo
	}
	if clientLeft := errors.Is(e.err, context.Canceled) && ctx.Err() != nil; clientLeft && stackOf(e.err) == "" {
		return slog.LevelInfo
	}
	return slog.LevelError
}

// newRequestID makes 96 random bits, so that ids of several nodes never meet. An
// id is no secret, so the generator of math/rand/v2 will do, which costs a tenth
// of the system's.
func newRequestID() string {
	var raw [12]byte
	binary.LittleEndian.PutUint64(raw[:], rand.Uint64())
	binary.LittleEndian.PutUint32(raw[8:], rand.Uint32())
	var text [2 * len(raw)]byte
	hex.Encode(text[:], raw[:])
	return string(text[:])
}

func cut(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s
}
