package mail

import (
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

var errAddress = errors.New("not an e-mail address that a mail can carry")

// maxAddress is the longest address in bytes (RFC 5321 section 4.5.3.1.3, less
// the angle brackets).
const maxAddress = 254

// parseAddress reads an address as an account keeps it, without a name. Local
// parts that other mail programs let through but the grammar does not, such as
// one with two dots in a row, are put into quotes and so stay deliverable.
func parseAddress(s string) (*mail.Address, error) {
	if len(s) > maxAddress || !isPlain(s) || strings.ContainsFunc(s, unicode.IsSpace) {
		return nil, errAddress
	}
	a, err := mail.ParseAddress("<" + s + ">")
	if err != nil {
		a, err = mail.ParseAddress((&mail.Address{Address: s}).String())
	}
	if err != nil || a.Name != "" {
		return nil, errAddress
	}
	return inASCII(a)
}

// parseSender reads the address that mails come from, with or without a name:
// "Perfil <perfil@example.com>". What stands before its @ must be ASCII, or
// servers that know nothing else could be given no mail at all.
func parseSender(s string) (*mail.Address, error) {
	if s == "" {
		return nil, errors.New(`mail: there is no sender's address; give one such as "Perfil <perfil@example.com>"`)
	}
	a, err := mail.ParseAddress(s)
	if err == nil && isPlain(s) && isPlain(a.Name) && isPlain(a.Address) {
		a, err = inASCII(a)
	} else {
		err = errAddress
	}
	if err != nil || !isASCII(a.Address) {
		return nil, fmt.Errorf("mail: the sender's address %q is not one such as %q", s, "Perfil <perfil@example.com>")
	}
	return a, nil
}

// inASCII writes the domain of an address the way every mail server knows it
// (RFC 5891), so that only a local part beyond ASCII asks for SMTPUTF8.
func inASCII(a *mail.Address) (*mail.Address, error) {
	local, domain := cutAddress(a.Address)
	if isASCII(domain) {
		return a, nil
	}
	domain, err := idna.Lookup.ToASCII(domain)
	if err != nil {
		return nil, errAddress
	}
	return &mail.Address{Name: a.Name, Address: local + "@" + domain}, nil
}

// Masked is an address of which a reader who does not know it learns little.
type Masked string

// Mask shows the first letter and the domain of an address: j***@example.com.
func Mask(address string) Masked {
	local, domain := cutAddress(address)
	first, size := utf8.DecodeRuneInString(local)
	if size == 0 || first == utf8.RuneError {
		return Masked("***@" + clean(domain))
	}
	return Masked(clean(string(first) + "***@" + domain))
}

// cutAddress cuts at the last @: a local part in quotes may hold others.
func cutAddress(s string) (local, domain string) {
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return "", s
	}
	return s[:at], s[at+1:]
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}
