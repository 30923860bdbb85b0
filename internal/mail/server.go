package mail

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"time"
)

// Security says how a connection is encrypted.
type Security uint8

const (
	// StartTLS wants the server to offer STARTTLS (RFC 3207) and sends nothing
	// where it does not.
	StartTLS Security = iota
	// StartTLSIfOffered encrypts where the server offers it. With a user name
	// it is StartTLS: whoever takes the offer out of the server's answer would
	// be given the password.
	StartTLSIfOffered
	// ImplicitTLS encrypts from the first byte (RFC 8314 section 3.3).
	ImplicitTLS
	// Plaintext encrypts nothing, the password included.
	Plaintext
)

// Password is a password that no print and no log shows.
type Password string

// Format writes a mark instead of the password, whatever the verb.
func (Password) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[hidden]") }

// MarshalText gives a mark instead of the password.
func (Password) MarshalText() ([]byte, error) { return []byte("[hidden]"), nil }

// Server is an SMTP server and the way to it.
type Server struct {
	Host     string
	Port     uint16
	Security Security
	User     string // empty: do not sign in
	Password Password
	Roots    *x509.CertPool // whom to believe a certificate; nil: whom the system believes
	Patience time.Duration  // how long one answer may take; 0: a minute
}

// String is the URL of the server without the user name and the password.
func (s Server) String() string {
	scheme := "smtp"
	if s.Security == ImplicitTLS {
		scheme = "smtps"
	}
	return scheme + "://" + s.address()
}

func (s Server) address() string {
	return net.JoinHostPort(s.Host, strconv.Itoa(int(s.Port)))
}

// ParseServer reads smtp://user:password@host:587 (STARTTLS required; ?tls=auto
// takes it where offered, ?tls=off does without) and smtps://host:465 (TLS from
// the start). The ports shown are the defaults.
//
// The errors say what to write instead and repeat no part of the URL: where a
// character was left unescaped, any part may be a piece of the password.
func ParseServer(rawURL string) (Server, error) {
	u, err := url.Parse(rawURL)
	if err != nil || u.Opaque != "" {
		return Server{}, errors.New("mail: the mail URL cannot be read; it looks like smtp://user:password@mail.example.com:587, " +
			"and special characters in the user name and the password are written as %2F for /, %3F for ?, %23 for #, %25 for %")
	}
	s := Server{Host: u.Hostname()}
	if s.Security, err = readSecurity(u); err != nil {
		return Server{}, err
	}
	if u.Path != "" && u.Path != "/" || u.Fragment != "" {
		return Server{}, errors.New("mail: the mail URL goes on after the host and port; " +
			"if that is part of the password, write / as %2F and # as %23")
	}
	if s.Host == "" || !isPlain(s.Host) {
		return Server{}, errors.New("mail: the mail URL names no host; it looks like smtp://mail.example.com:587")
	}
	if s.Port, err = readPort(u, s.Security); err != nil {
		return Server{}, err
	}
	if s.User, s.Password, err = readUser(u.User); err != nil {
		return Server{}, err
	}
	return s, nil
}

func readSecurity(u *url.URL) (Security, error) {
	if u.Scheme != "smtp" && u.Scheme != "smtps" {
		return 0, errors.New("mail: the mail URL begins neither with smtp:// nor with smtps://, and is not log")
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil || len(query["tls"]) > 1 || len(query) > 1 || len(query) == 1 && !query.Has("tls") {
		return 0, errors.New("mail: the only parameter of the mail URL is tls; " +
			"if the ? is part of the password, write it as %3F")
	}
	mode := query.Get("tls")
	switch {
	case u.Scheme == "smtps" && mode == "":
		return ImplicitTLS, nil
	case u.Scheme == "smtps":
		return 0, errors.New("mail: the mail URL smtps:// is always encrypted and takes no tls parameter")
	case mode == "":
		return StartTLS, nil
	case mode == "auto":
		return StartTLSIfOffered, nil
	case mode == "off":
		return Plaintext, nil
	}
	return 0, errors.New("mail: the tls parameter of the mail URL is auto or off; without it, encryption is required")
}

func readPort(u *url.URL, security Security) (uint16, error) {
	if u.Port() == "" {
		if security == ImplicitTLS {
			return 465, nil
		}
		return 587, nil
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	if err != nil || port == 0 {
		return 0, errors.New("mail: the port of the mail URL is not a number from 1 to 65535")
	}
	return uint16(port), nil
}

func readUser(info *url.Userinfo) (string, Password, error) {
	if info == nil {
		return "", "", nil
	}
	password, _ := info.Password()
	if info.Username() == "" || password == "" {
		return "", "", errors.New("mail: the mail URL has only one of user name and password; write smtp://user:password@host")
	}
	if !isPlain(info.Username()) || !isPlain(password) {
		return "", "", errors.New("mail: the user name or the password in the mail URL has control characters")
	}
	return info.Username(), Password(password), nil
}
