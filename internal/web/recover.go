package web

import (
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
)

// Recover answers for a handler that panics. The value and the stack of the
// panic go into the event, hence into the log with the id of the request; the
// client sees what answer writes. When a part of the real answer is already
// out, the connection is cut instead, so that half an answer cannot pass for a
// whole one.
//
// [http.ErrAbortHandler] is passed on. So is everything where no [Events] is
// around: net/http logs it then, and nothing is lost.
func Recover(answer http.HandlerFunc, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			value := recover()
			if value == nil {
				return
			}
			event := EventOf(w)
			if event == nil || value == http.ErrAbortHandler {
				panic(value)
			}
			event.Fail(&panicError{value: value, stack: string(debug.Stack())})
			if event.answered() {
				panic(http.ErrAbortHandler)
			}
			forget(w.Header())
			answer(w, r)
		}()
		next.ServeHTTP(w, r)
	})
}

// forget removes what the handler said about the answer that now never comes.
// A stale Content-Length would break the connection, an ETag or a cookie would
// promise what did not happen.
func forget(h http.Header) {
	for _, name := range []string{
		"Allow", "Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Length",
		"Content-Type", "Etag", "Last-Modified", "Location", "Set-Cookie", "Www-Authenticate",
	} {
		delete(h, name)
	}
}

// panicError is a panic as the internal error of an event.
type panicError struct {
	value any
	stack string
}

func (p *panicError) Error() string { return fmt.Sprintf("panic: %v", p.value) }

func (p *panicError) Unwrap() error {
	err, _ := p.value.(error)
	return err
}

// stackOf is the stack of the panic in err, or "".
func stackOf(err error) string {
	if err == nil {
		return ""
	}
	var p *panicError
	if errors.As(err, &p) {
		return p.stack
	}
	return ""
}
