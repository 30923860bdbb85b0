package migrate

import (
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// lineWriter appends a JSON object, member by member, and keeps the first error.
type lineWriter struct {
	line  []byte
	begun bool
	err   error
}

func (l *lineWriter) key(name string) {
	separator := byte(',')
	if !l.begun {
		separator, l.begun = '{', true
	}
	l.line = append(l.line, separator, '"')
	l.line = append(l.line, name...)
	l.line = append(l.line, '"', ':')
}

func (l *lineWriter) number(name string, n int64) {
	l.key(name)
	l.line = strconv.AppendInt(l.line, n, 10)
}

func (l *lineWriter) text(name, s string) {
	l.key(name)
	line, err := jsontext.AppendQuote(l.line, s)
	if err != nil {
		if l.err == nil {
			l.err = err
		}
		return
	}
	l.line = line
}

// textOrNull writes null for an unset text.
func (l *lineWriter) textOrNull(name, s string) {
	if s == "" {
		l.null(name)
		return
	}
	l.text(name, s)
}

// time writes RFC 3339 in UTC, with as many decimals as there are.
func (l *lineWriter) time(name string, t time.Time) {
	l.key(name)
	l.line = append(l.line, '"')
	l.line = t.UTC().AppendFormat(l.line, time.RFC3339Nano)
	l.line = append(l.line, '"')
}

func (l *lineWriter) null(name string) {
	l.key(name)
	l.line = append(l.line, "null"...)
}
