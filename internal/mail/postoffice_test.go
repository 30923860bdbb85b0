package mail_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	netmail "net/mail"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"perfil/internal/mail"
)

const sender = "Perfil de Señor Ñandú <perfil@example.com>"

// postOffice is an SMTP server on the loopback that keeps what it is given.
type postOffice struct {
	// How it answers.
	user, password string // wanted of who sends; empty: nobody signs in
	mechanism      string // PLAIN or LOGIN
	onMail         error
	onRcpt         error
	onData         error

	mu    sync.Mutex
	taken []delivery
	asked int // MAIL commands
}

// delivery is a mail as it came.
type delivery struct {
	to   string
	utf8 bool
	tls  bool
	raw  []byte
}

// head is the parsed mail.
func (d delivery) head(t *testing.T) *netmail.Message {
	t.Helper()
	m, err := netmail.ReadMessage(bytes.NewReader(d.raw))
	if err != nil {
		t.Fatalf("the mail cannot be read: %v\n%s", err, d.raw)
	}
	return m
}

// open starts the server and returns the way to it.
func (p *postOffice) open(t *testing.T, change func(*smtp.Server)) mail.Server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.serve(l, change))
	return serverAt(t, l.Addr())
}

// openImplicit starts the server behind TLS from the first byte.
func (p *postOffice) openImplicit(t *testing.T, config *tls.Config) mail.Server {
	t.Helper()
	l, err := tls.Listen("tcp", "127.0.0.1:0", config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.serve(l, plain))
	server := serverAt(t, l.Addr())
	server.Security = mail.ImplicitTLS
	return server
}

// serve serves until the function that it returns is called.
func (p *postOffice) serve(l net.Listener, change func(*smtp.Server)) (stop func()) {
	s := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &counter{office: p, conn: c}, nil
	}))
	s.ErrorLog = log.New(io.Discard, "", 0)
	change(s)
	go func() { _ = s.Serve(l) }()
	return func() { _ = s.Close() }
}

func serverAt(t *testing.T, a net.Addr) mail.Server {
	t.Helper()
	host, port, err := net.SplitHostPort(a.String())
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		t.Fatal(err)
	}
	return mail.Server{Host: host, Port: uint16(n), Security: mail.Plaintext}
}

func (p *postOffice) all() []delivery {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.taken
}

// only is the one mail that came.
func (p *postOffice) only(t *testing.T) delivery {
	t.Helper()
	all := p.all()
	if len(all) != 1 {
		t.Fatalf("%d mails came, want 1", len(all))
	}
	return all[0]
}

// counter is one conversation.
type counter struct {
	office *postOffice
	conn   *smtp.Conn
	known  bool
	now    delivery
}

func (c *counter) AuthMechanisms() []string {
	if c.office.user == "" {
		return nil
	}
	return []string{c.office.mechanism}
}

func (c *counter) Auth(string) (sasl.Server, error) {
	check := func(user, password string) error {
		if user != c.office.user || password != c.office.password {
			return smtp.ErrAuthFailed
		}
		c.known = true
		return nil
	}
	if c.office.mechanism == "LOGIN" {
		return &loginServer{check: check}, nil
	}
	return sasl.NewPlainServer(func(_, user, password string) error { return check(user, password) }), nil
}

func (c *counter) Mail(_ string, opts *smtp.MailOptions) error {
	c.office.mu.Lock()
	c.office.asked++
	c.office.mu.Unlock()
	if c.office.user != "" && !c.known {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Sign in first"}
	}
	c.now = delivery{utf8: opts.UTF8}
	_, c.now.tls = c.conn.TLSConnectionState()
	return c.office.onMail
}

func (c *counter) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.now.to = to
	return c.office.onRcpt
}

func (c *counter) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if c.office.onData != nil {
		return c.office.onData
	}
	c.now.raw = raw
	c.office.mu.Lock()
	defer c.office.mu.Unlock()
	c.office.taken = append(c.office.taken, c.now)
	return nil
}

func (c *counter) Reset()        {}
func (c *counter) Logout() error { return nil }

// loginServer is the server's side of LOGIN, which asks for two things in turn.
type loginServer struct {
	check func(user, password string) error
	step  int
	user  string
}

func (l *loginServer) Next(response []byte) ([]byte, bool, error) {
	l.step++
	switch l.step {
	case 1:
		return []byte("Username:"), false, nil
	case 2:
		l.user = string(response)
		return []byte("Password:"), false, nil
	case 3:
		return nil, true, l.check(l.user, string(response))
	}
	return nil, false, errors.New("nothing more to ask")
}

// certificate makes an authority that nobody knows, and a certificate of it for
// the loopback.
func certificate(t *testing.T) (*tls.Config, *x509.CertPool) {
	t.Helper()
	caKey, ca := signed(t, &x509.Certificate{
		Subject: pkix.Name{CommonName: "Test authority"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign,
	}, nil, nil)
	key, leaf := signed(t, &x509.Certificate{
		Subject: pkix.Name{CommonName: "localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, ca, caKey)
	roots := x509.NewCertPool()
	roots.AddCert(ca)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{leaf.Raw}, PrivateKey: key}}}, roots
}

// signed is a certificate with its key, signed by another or by itself.
func signed(t *testing.T, c, by *x509.Certificate, byKey *ecdsa.PrivateKey) (*ecdsa.PrivateKey, *x509.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c.SerialNumber = big.NewInt(time.Now().UnixNano())
	c.NotBefore, c.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	if by == nil {
		by, byKey = c, key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, by, &key.PublicKey, byKey)
	if err != nil {
		t.Fatal(err)
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return key, made
}
