package config

import (
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/url"
	"strconv"
	"strings"
)

// Switch is a setting that is on or off. It is no bool, because a flag of that
// kind would be one without a value.
type Switch struct{ on bool }

// On reports whether it is on.
func (s Switch) On() bool { return s.on }

// String is on or off.
func (s Switch) String() string {
	if s.on {
		return "on"
	}
	return "off"
}

// UnmarshalText reads on or off, and 1 or 0 as many programs write them.
func (s *Switch) UnmarshalText(text []byte) error {
	switch strings.ToLower(string(text)) {
	case "on", "1", "true":
		s.on = true
	case "off", "0", "false":
		s.on = false
	default:
		return fmt.Errorf("must be on or off, not %q", text)
	}
	return nil
}

// Bytes is an amount of memory.
type Bytes int64

// UnmarshalText reads a number of bytes, with B, KiB, MiB or GiB behind it or
// nothing. Units that mean 1000 to some and 1024 to others are refused.
func (b *Bytes) UnmarshalText(text []byte) error {
	number := strings.TrimSpace(string(text))
	factor := int64(1)
	for _, u := range []struct {
		suffix string
		factor int64
	}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"B", 1}} {
		if rest, ok := strings.CutSuffix(number, u.suffix); ok {
			number, factor = strings.TrimSpace(rest), u.factor
			break
		}
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n < 0 || n > math.MaxInt64/factor {
		return fmt.Errorf("must be a size such as 64MiB, not %q", text)
	}
	*b = Bytes(n * factor)
	return nil
}

// Secret is a text that no log and no message may show: every way of printing
// it prints asterisks. Reveal gives it.
type Secret struct{ text string }

// UnmarshalText takes the text as it is.
func (s *Secret) UnmarshalText(text []byte) error {
	s.text = string(text)
	return nil
}

// Reveal is the secret itself.
func (s Secret) Reveal() []byte { return []byte(s.text) }

// IsSet reports whether there is one.
func (s Secret) IsSet() bool { return s.text != "" }

// Format prints asterisks for every verb.
func (s Secret) Format(w fmt.State, _ rune) { _, _ = io.WriteString(w, "***") }

// LogValue is asterisks.
func (s Secret) LogValue() slog.Value { return slog.StringValue("***") }

// URL is a setting that may be a URL with a password in it. Printed or logged
// it shows the rest of it only; Reveal gives all. It may also be a word or a
// folder, as some settings allow.
type URL struct{ text string }

// UnmarshalText takes the text as it is; what is a good one differs from
// setting to setting, see Validate.
func (u *URL) UnmarshalText(text []byte) error {
	u.text = string(text)
	return nil
}

// Reveal is the whole text.
func (u URL) Reveal() string { return u.text }

// IsSet reports whether there is one.
func (u URL) IsSet() bool { return u.text != "" }

// hasPassword looks at the form only, so that also a URL that does not parse
// for another reason keeps its secret.
func (u URL) hasPassword() bool {
	_, rest, ok := strings.Cut(u.text, "://")
	if !ok {
		return false
	}
	authority, _, _ := strings.Cut(rest, "/")
	at := strings.LastIndexByte(authority, '@')
	return at >= 0 && strings.Contains(authority[:at], ":") || strings.Contains(strings.ToLower(rest), "password=")
}

// String is the URL without a password.
func (u URL) String() string {
	if !u.hasPassword() {
		return u.text
	}
	scheme, rest, _ := strings.Cut(u.text, "://")
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		rest = rest[at+1:]
	}
	rest, _, _ = strings.Cut(rest, "?")
	return scheme + "://***@" + rest
}

// Format prints String for every verb.
func (u URL) Format(w fmt.State, _ rune) { _, _ = io.WriteString(w, u.String()) }

// LogValue is String.
func (u URL) LogValue() slog.Value { return slog.StringValue(u.String()) }

// parse gives the parts of the URL. Its error never repeats the text.
func (u URL) parse() (*url.URL, bool) {
	parsed, err := url.Parse(u.text)
	return parsed, err == nil && parsed.Scheme != "" && parsed.Host != ""
}

// isDatabase looks at the scheme alone: several hosts and the folder of a socket
// do not stand in a URL as others know it, and who opens the database reads it
// for good.
func (u URL) isDatabase() bool {
	return strings.HasPrefix(u.text, "postgres://") || strings.HasPrefix(u.text, "postgresql://")
}
