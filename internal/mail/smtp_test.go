package mail_test

import (
	"context"
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

func TestSendingHeedsTheContext(t *testing.T) {
	var office postOffice
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := open(t, office.open(t, plain)).Send(ctx, letter)
	if !errors.Is(err, context.Canceled) || errors.Is(err, mail.ErrPermanent) {
		t.Errorf("got %v", err)
	}
}
