package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"os"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// SMTP hands mails to an SMTP server, each over a connection of its own. It may
// be used from several goroutines.
type SMTP struct {
	server Server
	from   *mail.Address
	hello  string // the name we give ourselves
}

// NewSMTP makes an SMTP. from is the address that mails come from, with or
// without a name.
func NewSMTP(server Server, from string) (*SMTP, error) {
	sender, err := parseSender(from)
	if err != nil {
		return nil, err
	}
	return &SMTP{server: server, from: sender, hello: helloName(sender)}, nil
}

// helloName is the name of this machine where that is a full one, as servers
// want it (RFC 5321 section 4.1.1.1); in a container it is not, and the domain
// of the sender stands in.
func helloName(from *mail.Address) string {
	name, err := os.Hostname()
	if err == nil && strings.Contains(name, ".") && isPlain(name) && !strings.Contains(name, " ") {
		return name
	}
	_, domain := cutAddress(from.Address)
	return domain
}

// Send hands the mail over and returns when the server has taken it. It gives
// up when ctx ends, or after three minutes.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	to, err := m.receiver()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, sendingTime)
	defer cancel()
	if err := s.deliver(ctx, s.compose(m, to), !isASCII(to.Address)); err != nil {
		return s.failure(ctx, err)
	}
	return nil
}

// compose writes the mail with its head. Auto-Submitted (RFC 3834) and its
// older relative keep out-of-office replies away.
func (s *SMTP) compose(m Message, to *mail.Address) *gomail.Msg {
	_, domain := cutAddress(s.from.Address)
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(s.from)
	msg.ToMailAddress(to)
	msg.Subject(m.Subject)
	msg.SetDate()
	msg.SetMessageIDWithValue(m.nameFor() + "@" + domain)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Auto-Response-Suppress", "All")
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return msg
}

var errNoUTF8 = errors.New("the server does not take addresses with letters beyond ASCII")

// deliver has the conversation with the server. utf8 says that the receiver's
// address is beyond ASCII (RFC 6531). Only then is SMTPUTF8 asked for: a server
// further on that does not know it would send an ordinary mail back.
func (s *SMTP) deliver(ctx context.Context, msg *gomail.Msg, utf8 bool) error {
	conn, err := s.server.dial(ctx)
	if err != nil {
		return err
	}
	// The library closes neither after a failed STARTTLS nor when ctx ends.
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()

	client, err := s.client(conn, utf8)
	if err != nil {
		return err
	}
	session, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = client.CloseWithSMTPClient(session) }()
	if ok, _ := session.Extension("SMTPUTF8"); utf8 && !ok {
		return errNoUTF8
	}
	err = client.SendWithSMTPClient(session, msg)
	if msg.IsDelivered() {
		return nil // whatever came after: an error would have it sent twice
	}
	return err
}

// client is the library's, for one mail over one line.
func (s *SMTP) client(conn *line, utf8 bool) (*gomail.Client, error) {
	config := &tls.Config{ServerName: s.server.Host, RootCAs: s.server.Roots, MinVersion: tls.VersionTLS12}
	options := []gomail.Option{
		gomail.WithHELO(s.hello),
		gomail.WithTimeout(sendingTime),
		gomail.WithTLSConfig(config),
		gomail.WithTLSPolicy(s.server.policy()),
		gomail.WithoutNoop(),
		gomail.WithoutRset(),
		gomail.WithDialContextFunc(func(ctx context.Context, _, _ string) (net.Conn, error) {
			return conn.secured(ctx, s.server, config)
		}),
	}
	if !utf8 {
		options = append(options, gomail.WithoutSMTPUTF8())
	}
	if s.server.User != "" {
		options = append(options,
			gomail.WithUsername(s.server.User),
			gomail.WithPassword(string(s.server.Password)),
			gomail.WithOpportunisticSMTPAuth(s.server.mechanisms()...))
	}
	client, err := gomail.NewClient(s.server.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("preparing the connection: %w", err)
	}
	return client, nil
}

func (s Server) policy() gomail.TLSPolicy {
	switch s.Security {
	case ImplicitTLS, Plaintext:
		return gomail.NoTLS
	case StartTLSIfOffered:
		if s.User == "" {
			return gomail.TLSOpportunistic
		}
	}
	return gomail.TLSMandatory
}

// mechanisms are the ways to sign in, the ones that do not show the server the
// password first. PLAIN and LOGIN over an open line need the operator's word
// for it, which is Plaintext.
func (s Server) mechanisms() []gomail.SMTPAuthType {
	plain, login := gomail.SMTPAuthPlain, gomail.SMTPAuthLogin
	if s.Security == Plaintext {
		plain, login = gomail.SMTPAuthPlainNoEnc, gomail.SMTPAuthLoginNoEnc
	}
	return []gomail.SMTPAuthType{
		gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1, plain, login, gomail.SMTPAuthCramMD5,
	}
}
