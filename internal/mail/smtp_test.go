package mail_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"

	"perfil/internal/mail"
)

var letter = mail.Message{
	ID:      "job.42-7f3a",
	To:      "o'brien@example.com",
	Subject: "Elige una nueva contraseña",
	Text:    "Hola:\n\nhttps://example.com/reset?token=abcdefghij-klmnop_qrstuvwxyz.0123456789~\n.\n",
	HTML:    "<p>Hola:</p>",
}

func open(t *testing.T, s mail.Server) *mail.SMTP {
	t.Helper()
	out, err := mail.NewSMTP(s, sender)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func send(t *testing.T, s mail.Server, m mail.Message) error {
	t.Helper()
	return open(t, s).Send(t.Context(), m)
}

func plain(*smtp.Server) {}

func TestMailArrivesWithItsHead(t *testing.T) {
	var office postOffice
	if err := send(t, office.open(t, plain), letter); err != nil {
		t.Fatal(err)
	}
	got := office.only(t)
	if got.to != letter.To {
		t.Errorf("the envelope is for %q, want %q", got.to, letter.To)
	}
	head := got.head(t).Header
	for name, want := range map[string]string{
		"To":                       "<o'brien@example.com>",
		"Message-Id":               "<job.42-7f3a@example.com>",
		"Auto-Submitted":           "auto-generated",
		"X-Auto-Response-Suppress": "All",
		"User-Agent":               "",
		"X-Mailer":                 "",
	} {
		if got := head.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if subject, err := new(mime.WordDecoder).DecodeHeader(head.Get("Subject")); err != nil || subject != letter.Subject {
		t.Errorf("Subject is %q (%v), want %q", subject, err, letter.Subject)
	}
	from, err := head.AddressList("From")
	if err != nil || len(from) != 1 || from[0].Name != "Perfil de Señor Ñandú" || from[0].Address != "perfil@example.com" {
		t.Errorf("From is %v (%v)", from, err)
	}
	if _, err := head.Date(); err != nil {
		t.Errorf("Date: %v", err)
	}
}

func TestMailHasBothFormsWhole(t *testing.T) {
	var office postOffice
	if err := send(t, office.open(t, plain), letter); err != nil {
		t.Fatal(err)
	}
	m := office.only(t).head(t)
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("the content is %q (%v)", kind, err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for _, want := range []struct{ kind, body string }{
		{"text/plain; charset=UTF-8", letter.Text}, {"text/html; charset=UTF-8", letter.HTML},
	} {
		part, err := parts.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			t.Fatal(err)
		}
		got := strings.TrimRight(strings.ReplaceAll(string(body), "\r\n", "\n"), "\n")
		if part.Header.Get("Content-Type") != want.kind || got != strings.TrimRight(want.body, "\n") {
			t.Errorf("%s: %q, want %q", part.Header.Get("Content-Type"), got, want.body)
		}
	}
}

func TestResendIsRecognisable(t *testing.T) {
	var office postOffice
	out := open(t, office.open(t, plain))
	nameless := letter
	nameless.ID = ""
	for _, m := range []mail.Message{letter, letter, nameless, nameless} {
		if err := out.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	var ids []string
	for _, d := range office.all() {
		ids = append(ids, d.head(t).Header.Get("Message-Id"))
	}
	if ids[0] != ids[1] {
		t.Errorf("one job went out as %s and as %s", ids[0], ids[1])
	}
	if ids[2] == ids[3] || ids[2] == ids[0] {
		t.Errorf("mails without a job share an id: %v", ids)
	}
}

func TestAddressesArriveAsTheyAre(t *testing.T) {
	for to, want := range map[string]delivery{
		"john@example.com":          {to: "john@example.com"},
		"o'brien+x@mail.example":    {to: "o'brien+x@mail.example"},
		"a..b@example.com":          {to: "a..b@example.com"},
		"a.@example.com":            {to: "a.@example.com"},
		"a,b;c<d>@example.com":      {to: "a,b;c<d>@example.com"},
		`"a b"@example.com`:         {},
		`"quoted.one"@example.com`:  {to: "quoted.one@example.com"},
		"søren@example.com":         {to: "søren@example.com", utf8: true},
		"john@ñandú.example":        {to: "john@xn--and-6ma2c.example"},
		"用户@例子.广告":                  {to: "用户@xn--fsqu00a.xn--4rr70v", utf8: true},
		"-oQ/tmp@example.com":       {to: "-oQ/tmp@example.com"},
		"a@example.com>,<b@evil.co": {to: "a@example.com>,<b@evil.co"},
	} {
		t.Run(to, func(t *testing.T) {
			var office postOffice
			server := office.open(t, func(s *smtp.Server) { s.EnableSMTPUTF8 = true })
			m := letter
			m.To = to
			err := send(t, server, m)
			if want.to == "" {
				if !errors.Is(err, mail.ErrPermanent) || len(office.all()) != 0 {
					t.Errorf("%v, want it refused", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			got := office.only(t)
			if got.to != want.to || got.utf8 != want.utf8 {
				t.Errorf("sent to %q (UTF-8 %v), want %q (%v)", got.to, got.utf8, want.to, want.utf8)
			}
			list, err := got.head(t).Header.AddressList("To")
			if err != nil || len(list) != 1 || list[0].Address != want.to {
				t.Errorf("the head says %v (%v)", list, err)
			}
		})
	}
}

func TestAddressBeyondASCIINeedsAServerThatTakesIt(t *testing.T) {
	var office postOffice
	m := letter
	m.To = "søren@example.com"
	if err := send(t, office.open(t, plain), m); !errors.Is(err, mail.ErrPermanent) {
		t.Errorf("got %v, want it refused for good", err)
	}
	if office.asked != 0 {
		t.Error("the server was asked all the same")
	}
}

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

func TestRefusals(t *testing.T) {
	answer := func(code int) error {
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 1, 1}, Message: "Because of the\r\nmoon"}
	}
	for _, c := range []struct {
		name      string
		office    *postOffice
		permanent bool
	}{
		{"no such receiver", &postOffice{onRcpt: answer(550)}, true},
		{"mailbox elsewhere", &postOffice{onRcpt: answer(551)}, true},
		{"receiver not yet known", &postOffice{onRcpt: answer(450)}, false},
		{"sign in first", &postOffice{onRcpt: answer(530)}, false},
		{"content refused", &postOffice{onData: answer(554)}, true},
		{"content not now", &postOffice{onData: answer(451)}, false},
		{"sender refused", &postOffice{onMail: answer(550)}, false},
		{"sender not now", &postOffice{onMail: answer(421)}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := send(t, c.office.open(t, plain), letter)
			if err == nil || errors.Is(err, mail.ErrPermanent) != c.permanent {
				t.Errorf("got %v, want permanent: %v", err, c.permanent)
			}
			if text := err.Error(); strings.ContainsAny(text, "\r\n") || !strings.Contains(text, "moon") {
				t.Errorf("%q is not the server's reason in one line", text)
			}
		})
	}
}

func TestMailThatCannotBeWrittenGoesNowhere(t *testing.T) {
	var office postOffice
	server := office.open(t, plain)
	for name, change := range map[string]func(*mail.Message){
		"line break in the address":   func(m *mail.Message) { m.To = "a@example.com\r\nBcc: b@example.com" },
		"bare line feed":              func(m *mail.Message) { m.To = "a@example.com\nx" },
		"NUL in the address":          func(m *mail.Message) { m.To = "a\x00@example.com" },
		"writing turned round":        func(m *mail.Message) { m.To = "a\u202e@example.com" },
		"two addresses":               func(m *mail.Message) { m.To = "a@example.com, b@example.com" },
		"a name":                      func(m *mail.Message) { m.To = "Bob <bob@example.com>" },
		"no address":                  func(m *mail.Message) { m.To = "" },
		"no domain":                   func(m *mail.Message) { m.To = "bob" },
		"domain that is none":         func(m *mail.Message) { m.To = "bob@exa\u2028mple.com" },
		"domain that is none in IDNA": func(m *mail.Message) { m.To = "bob@é_é.example" },
		"address without end":         func(m *mail.Message) { m.To = strings.Repeat("a", 250) + "@example.com" },
		"broken UTF-8":                func(m *mail.Message) { m.To = "bob\xff@example.com" },
		"line break in the subject":   func(m *mail.Message) { m.Subject = "Hi\r\nBcc: b@example.com" },
		"subject without end":         func(m *mail.Message) { m.Subject = strings.Repeat("a", 501) },
		"line break in the ID":        func(m *mail.Message) { m.ID = "a\nb" },
		"ID with an @":                func(m *mail.Message) { m.ID = "a@b" },
		"ID without end":              func(m *mail.Message) { m.ID = strings.Repeat("a", 129) },
	} {
		t.Run(name, func(t *testing.T) {
			m := letter
			change(&m)
			err := send(t, server, m)
			if !errors.Is(err, mail.ErrPermanent) {
				t.Fatalf("got %v, want it refused for good", err)
			}
			if strings.Contains(err.Error(), "Bcc") {
				t.Errorf("%q repeats what was refused", err)
			}
		})
	}
	if office.asked != 0 {
		t.Error("the server was asked")
	}
}

func TestSendingHeedsTheContext(t *testing.T) {
	var office postOffice
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := open(t, office.open(t, plain)).Send(ctx, letter)
	if !errors.Is(err, context.Canceled) || errors.Is(err, mail.ErrPermanent) {
		t.Errorf("got %v", err)
	}
}
