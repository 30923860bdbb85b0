package account

import (
	"net/netip"
	"regexp"
	"strings"

	"golang.org/x/net/idna"
)

// NormalizeEmail is an address as the account keeps it: trimmed and lower-case,
// letters beyond ASCII too, so that one address in two spellings is one account.
func NormalizeEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// EmailFormat is a grammar of addresses. The reference systems differ, and an
// address that a client could always use must go on working.
type EmailFormat uint8

// The formats.
const (
	// EmailLenient wants something, an @, something, a dot and something.
	EmailLenient EmailFormat = iota
	// EmailStrict is the grammar of Django's EmailValidator: a dotted atom or a
	// quoted local part, and a domain that could exist, "localhost", or an
	// address in brackets.
	EmailStrict
)

var (
	lenientEmail = regexp.MustCompile(`^[^\s@]+@[^\s@]+\.[^\s@]+$`)

	localAtom   = regexp.MustCompile("(?i)^[-!#$%&'*+/=?^_`{}|~0-9A-Z]+(\\.[-!#$%&'*+/=?^_`{}|~0-9A-Z]+)*$")
	localQuoted = regexp.MustCompile(`(?i)^"([\x01-\x08\x0b\x0c\x0e-\x1f!#-\[\]-\x7f]|\\[\x01-\x09\x0b\x0c\x0e-\x7f])*"$`)
	domainName  = regexp.MustCompile(`(?i)^((?:[A-Z0-9](?:[A-Z0-9-]{0,61}[A-Z0-9])?\.)+)(?:[A-Z0-9-]{2,63})$`)
	domainIP    = regexp.MustCompile(`(?i)^\[([A-F0-9:.]+)\]$`)
)

// Matches says whether an address has the format. It judges the address as it
// is kept, see NormalizeEmail.
func (f EmailFormat) Matches(email string) bool {
	if f == EmailStrict {
		return matchesStrict(email)
	}
	return lenientEmail.MatchString(email)
}

func matchesStrict(email string) bool {
	at := strings.LastIndexByte(email, '@')
	if at < 0 {
		return false
	}
	local, domain := email[:at], email[at+1:]
	if !localAtom.MatchString(local) && !localQuoted.MatchString(local) {
		return false
	}
	if domain == "localhost" || isDomain(domain) {
		return true
	}
	ascii, err := idna.Punycode.ToASCII(domain)
	return err == nil && isDomain(ascii)
}

func isDomain(s string) bool {
	if domainName.MatchString(s) {
		top := s[strings.LastIndexByte(s, '.')+1:]
		return !strings.HasPrefix(top, "-") && !strings.HasSuffix(top, "-")
	}
	m := domainIP.FindStringSubmatch(s)
	if m == nil {
		return false
	}
	_, err := netip.ParseAddr(m[1])
	return err == nil
}
