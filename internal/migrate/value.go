package migrate

import (
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"perfil/internal/account"
)

// value is a JSON value as it stands in the line, well-formed.
type value jsontext.Value

// fault completes a sentence that begins with the name of a key; "" is none. It
// never repeats a value that might be secret.
type fault string

const (
	isNull   fault = "may not be null"
	notText  fault = "is not text"
	notWhole fault = "is not a whole number"
	notTime  fault = `is not a time like "2024-01-15T10:30:00Z"`
	tooFine  fault = "has more than nine decimals of a second"
)

func (v value) isNull() bool { return v[0] == 'n' }

func (v value) text(to *string) fault {
	if v[0] != '"' {
		return notText
	}
	inside := v[1 : len(v)-1]
	for _, c := range inside {
		if c == '\\' {
			// The decoder has refused broken escapes and halves of surrogate pairs.
			plain, err := jsontext.AppendUnquote(nil, v)
			if err != nil {
				return notText
			}
			*to = string(plain)
			return ""
		}
	}
	*to = string(inside)
	return ""
}

// number takes digits only. 1.0 and 1e3 are whole numbers too, but no system
// writes ids like that.
func (v value) number(to *int64) fault {
	if v[0] == '"' {
		return notWhole
	}
	n, err := strconv.ParseInt(string(v), 10, 64)
	if err != nil {
		return notWhole
	}
	*to = n
	return ""
}

func (v value) role(to *account.Role) fault {
	var name string
	if f := v.text(&name); f != "" {
		return f
	}
	role, err := account.ParseRole(name)
	if err != nil {
		return fault("must be user, operator or admin, not " + quote(name))
	}
	*to = role
	return ""
}

func (v value) status(to *account.Status) fault {
	var name string
	if f := v.text(&name); f != "" {
		return f
	}
	status, err := account.ParseStatus(name)
	if err != nil {
		return fault("must be active, inactive or suspended, not " + quote(name))
	}
	*to = status
	return ""
}

// time reads RFC 3339. What is finer than a nanosecond is refused, because it
// would be cut off without a word.
func (v value) time(to *time.Time) fault {
	var text string
	if f := v.text(&text); f != "" {
		return f
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil || !isStrict(text) {
		return notTime
	}
	if decimals(text) > 9 {
		return tooFine
	}
	*to = at.UTC()
	return ""
}

// isStrict refuses what time.Parse takes beyond RFC 3339: hours of one digit, a
// comma before the decimals, and zones that are a day away (golang/go#54580).
func isStrict(text string) bool {
	if len(text) < len("2006-01-02T15:04:05Z") || text[13] != ':' || strings.Contains(text, ",") {
		return false
	}
	if strings.HasSuffix(text, "Z") {
		return true
	}
	zone := text[len(text)-len("07:00"):]
	return zone[:2] < "24" && zone[3:] < "60"
}

// decimals counts the digits after the point of a well-formed time.
func decimals(text string) int {
	_, fraction, _ := strings.Cut(text, ".")
	n := 0
	for n < len(fraction) && fraction[n] >= '0' && fraction[n] <= '9' {
		n++
	}
	return n
}
