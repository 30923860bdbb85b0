package olddb

import (
	"fmt"
	"strings"
	"time"
)

// layouts are the ways in which the databases, and Django on SQLite, write a
// time. Decimals after the seconds are read with any of them.
var layouts = [...]string{
	"2006-01-02 15:04:05-07",
	"2006-01-02 15:04:05-07:00",
	"2006-01-02 15:04:05-07:00:00",
	"2006-01-02 15:04:05Z",
}

// ParseTime reads a time as databases write it. One without an offset is in
// zone. The result is in UTC.
func ParseTime(text string, zone *time.Location) (time.Time, error) {
	if len(text) > 10 && text[10] == 'T' {
		text = text[:10] + " " + text[11:]
	}
	naive := "2006-01-02 15:04:05"
	if len(text) == len("2006-01-02") {
		naive = "2006-01-02"
	}
	// What has no offset is what is usual on two of the three, so it comes first.
	if t, err := time.ParseInLocation(naive, text, zone); err == nil && !strings.Contains(text, ",") {
		return t.UTC(), nil
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil && !strings.Contains(text, ",") {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%s is no time", Quote(text))
}
