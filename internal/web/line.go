package web

import (
	"io"
	"strconv"
	"sync"
	"time"
)

// Lines writes the log lines of requests that went well, which are nearly all
// of them: by hand, because the handlers of slog took as long for a line as all
// else that we do for a profile read. What it writes is byte for byte what
// slog's TextHandler or JSONHandler would; a test compares them.
type Lines struct {
	out  io.Writer
	json bool
	room sync.Pool // of *[]byte
}

// NewLines makes Lines that go to out, in the form of slog's JSONHandler or else
// in that of its TextHandler.
func NewLines(out io.Writer, json bool) *Lines {
	return &Lines{out: out, json: json, room: sync.Pool{New: func() any { return new(make([]byte, 0, 512)) }}}
}

// write writes the line of a request, and reports whether it did: what holds
// characters that may need quotes is left to slog.
func (l *Lines) write(e *Event, at time.Time, took time.Duration) bool {
	if l == nil || e.err != nil || !isPlain(e.method) || !isPlain(e.path) || e.contract != "" && !isPlain(e.contract) {
		return false
	}
	room := l.room.Get().(*[]byte)
	if l.json {
		*room = e.appendJSON((*room)[:0], at, took)
	} else {
		*room = e.appendText((*room)[:0], at, took)
	}
	_, _ = l.out.Write(*room) // there is no second log to tell of a broken log
	l.room.Put(room)
	return true
}

func (e *Event) appendText(b []byte, at time.Time, took time.Duration) []byte {
	b = append(b, "time="...)
	b = appendMillis(b, at)
	b = append(b, " level=INFO msg=request id="...)
	b = append(b, e.id...)
	b = append(b, " method="...)
	b = append(b, e.method...)
	b = append(b, " path="...)
	b = append(b, e.path...)
	b = append(b, " status="...)
	b = strconv.AppendInt(b, int64(e.status), 10)
	b = append(b, " bytes="...)
	b = strconv.AppendInt(b, e.bytes, 10)
	b = append(b, " duration="...)
	b = append(b, took.String()...)
	if e.client.IsValid() {
		b = append(b, " client="...)
		b = e.client.AppendTo(b)
	}
	if e.contract != "" {
		b = append(b, " contract="...)
		b = append(b, e.contract...)
	}
	if e.account != 0 {
		b = append(b, " account="...)
		b = strconv.AppendInt(b, e.account, 10)
	}
	return append(b, '\n')
}

func (e *Event) appendJSON(b []byte, at time.Time, took time.Duration) []byte {
	b = append(b, `{"time":"`...)
	b = at.AppendFormat(b, time.RFC3339Nano)
	b = append(b, `","level":"INFO","msg":"request","id":"`...)
	b = append(b, e.id...)
	b = append(b, `","method":"`...)
	b = append(b, e.method...)
	b = append(b, `","path":"`...)
	b = append(b, e.path...)
	b = append(b, `","status":`...)
	b = strconv.AppendInt(b, int64(e.status), 10)
	b = append(b, `,"bytes":`...)
	b = strconv.AppendInt(b, e.bytes, 10)
	b = append(b, `,"duration":`...)
	b = strconv.AppendInt(b, int64(took), 10)
	if e.client.IsValid() {
		b = append(b, `,"client":"`...)
		b = e.client.AppendTo(b)
		b = append(b, '"')
	}
	if e.contract != "" {
		b = append(b, `,"contract":"`...)
		b = append(b, e.contract...)
		b = append(b, '"')
	}
	if e.account != 0 {
		b = append(b, `,"account":`...)
		b = strconv.AppendInt(b, e.account, 10)
	}
	return append(b, "}\n"...)
}

// appendMillis appends a time in RFC 3339 with three decimals. The format that
// package time is quick at drops zeros at the end; a tenth of a millisecond
// keeps them there, and is cut off.
func appendMillis(b []byte, at time.Time) []byte {
	const whole = len("2006-01-02T15:04:05.000")
	begin := len(b)
	b = at.Truncate(time.Millisecond).Add(time.Millisecond/10).AppendFormat(b, time.RFC3339Nano)
	return append(b[:begin+whole], b[begin+whole+1:]...)
}

// isPlain says whether a text consists of what no form of a line puts in quotes.
func isPlain(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case c == '/', c == '-', c == '.', c == '_', c == '~', c == '%':
		default:
			return false
		}
	}
	return s != ""
}
