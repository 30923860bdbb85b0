package mail_test

import (
	"crypto/tls"
	"errors"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"

	"perfil/internal/mail"
)

func TestEncryption(t *testing.T) {
	config, roots := certificate(t)
	_, strangers := certificate(t)
	offered := func(s *smtp.Server) { s.TLSConfig = config }
	for _, c := range []struct {
		name     string
		server   func(*smtp.Server)
		security mail.Security
		stranger bool
		taken    bool
		sealed   bool
	}{
		{"required and offered", offered, mail.StartTLS, false, true, true},
		{"required, not offered", plain, mail.StartTLS, false, false, false},
		{"required, from a stranger", offered, mail.StartTLS, true, false, false},
		{"taken where offered", offered, mail.StartTLSIfOffered, false, true, true},
		{"taken where offered, not offered", plain, mail.StartTLSIfOffered, false, true, false},
		{"taken where offered, from a stranger", offered, mail.StartTLSIfOffered, true, false, false},
		{"off", offered, mail.Plaintext, false, true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var office postOffice
			server := office.open(t, c.server)
			server.Security, server.Roots = c.security, roots
			if c.stranger {
				server.Roots = strangers
			}
			err := send(t, server, letter)
			if c.taken != (err == nil) {
				t.Fatalf("got %v", err)
			}
			if errors.Is(err, mail.ErrPermanent) {
				t.Errorf("%v would lose mails over a setting", err)
			}
			if !c.taken && office.asked != 0 {
				t.Error("the server was told about the mail")
			}
			if c.taken && office.only(t).tls != c.sealed {
				t.Errorf("encrypted: %v, want %v", !c.sealed, c.sealed)
			}
		})
	}
}

// A server that knows nothing newer gets no letter: who sits on the way could make any server look like that.
func TestEncryptionThatIsOutOfDateIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		newest uint16
		suite  uint16
		taken  bool
	}{
		"TLS 1.3":                       {tls.VersionTLS13, 0, true},
		"TLS 1.2":                       {tls.VersionTLS12, 0, true},
		"TLS 1.1":                       {tls.VersionTLS11, 0, false},
		"TLS 1.0":                       {tls.VersionTLS10, 0, false},
		"TLS 1.2 with a suite of today": {tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, true},
		"TLS 1.2 with RC4":              {tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_RC4_128_SHA, false},
		"TLS 1.2 with CBC and SHA-256":  {tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, false},
	} {
		t.Run(name, func(t *testing.T) {
			config, roots := certificate(t)
			config.MinVersion, config.MaxVersion = tls.VersionTLS10, c.newest
			if c.suite != 0 {
				config.CipherSuites = []uint16{c.suite}
			}
			var office postOffice
			server := office.open(t, func(s *smtp.Server) { s.TLSConfig = config })
			server.Security, server.Roots = mail.StartTLS, roots
			if err := send(t, server, letter); c.taken != (err == nil) {
				t.Errorf("got %v", err)
			}
			if !c.taken && office.asked != 0 {
				t.Error("the server was told about the mail")
			}
		})
	}
}

func TestImplicitTLS(t *testing.T) {
	config, roots := certificate(t)
	office := postOffice{user: "perfil", password: "pässword", mechanism: "PLAIN"}
	server := office.openImplicit(t, config)
	server.User, server.Password = "perfil", "pässword"
	if err := send(t, server, letter); err == nil {
		t.Error("a certificate of nobody knows whom was believed")
	}
	server.Roots = roots
	if err := send(t, server, letter); err != nil {
		t.Fatal(err)
	}
	if !office.only(t).tls {
		t.Error("not encrypted")
	}
}

func TestSigningIn(t *testing.T) {
	config, roots := certificate(t)
	for _, c := range []struct {
		name      string
		mechanism string
		security  mail.Security
		tls       *tls.Config
		password  mail.Password
		taken     bool
	}{
		{"PLAIN", "PLAIN", mail.StartTLS, config, "s3cret-p@ss", true},
		{"LOGIN", "LOGIN", mail.StartTLS, config, "s3cret-p@ss", true},
		{"wrong password", "PLAIN", mail.StartTLS, config, "wrong-p@ss", false},
		{"not over an open line", "PLAIN", mail.StartTLS, nil, "s3cret-p@ss", false},
		{"nor where TLS is only taken if offered", "PLAIN", mail.StartTLSIfOffered, nil, "s3cret-p@ss", false},
		{"but where that is asked for", "PLAIN", mail.Plaintext, nil, "s3cret-p@ss", true},
		{"LOGIN too", "LOGIN", mail.Plaintext, nil, "s3cret-p@ss", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			office := postOffice{user: "perfil", password: "s3cret-p@ss", mechanism: c.mechanism}
			server := office.open(t, func(s *smtp.Server) { s.TLSConfig, s.AllowInsecureAuth = c.tls, true })
			server.Security, server.Roots = c.security, roots
			server.User, server.Password = "perfil", c.password
			err := send(t, server, letter)
			if c.taken != (err == nil) {
				t.Fatalf("got %v", err)
			}
			if errors.Is(err, mail.ErrPermanent) {
				t.Errorf("%v would lose mails over a password", err)
			}
			if err != nil && strings.Contains(err.Error(), string(c.password)) {
				t.Errorf("the password is in %q", err)
			}
		})
	}
}
