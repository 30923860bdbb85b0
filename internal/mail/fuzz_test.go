package mail_test

import (
	"bytes"
	"errors"
	"net"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"perfil/internal/mail"
)

// FuzzHead sends mails with foreign text in every place and looks at the
// mails that arrive: one receiver, and no head but ours.
func FuzzHead(f *testing.F) {
	f.Add("o'brien@example.com", "Hello", "Ana", "job-1")
	f.Add("a@b.c>,<d@e.f", "x\r\nBcc: y@z", "a\r\nb", "")
	f.Add("\"a\\\"b\"@example.com", "=?utf-8?q?a=0Ab?=", "=?utf-8?q?=0D=0A?=", "a.b")
	f.Add("ñ@ñ.example", "\u2028", "\x00", "a..b")
	f.Add("a@[127.0.0.1]", strings.Repeat("é ", 200), strings.Repeat("é", 70), "x")

	var office postOffice
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(office.serve(l, func(s *smtp.Server) { s.EnableSMTPUTF8 = true }))
	letters, err := mail.NewLetters("example.com")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, to, subject, name, id string) {
		m := letters.Reset(mail.Receiver{Address: to, Name: name}, link, time.Hour)
		m.Subject, m.ID = subject, id
		var log bytes.Buffer
		if out, err := mail.NewLog("", &log); err != nil || (out.Send(t.Context(), m) == nil) != (log.Len() > 0) {
			t.Fatalf("%v, %q", err, log.String())
		}
		before := len(office.all())
		err := open(t, serverAt(t, l.Addr())).Send(t.Context(), m)
		if (log.Len() > 0) != !errors.Is(err, mail.ErrPermanent) {
			t.Fatalf("the log and the server do not agree: %v, %q", err, log.String())
		}
		if err != nil {
			return
		}
		if head, _, _ := strings.Cut(log.String(), "\n\n"); strings.Count(head, "\n") != 3 {
			t.Errorf("the log has another head: %q", head)
		}
		got := office.all()[before]
		parsed := got.head(t)
		if list, err := parsed.Header.AddressList("To"); err != nil || len(list) != 1 || list[0].Address != got.to {
			t.Errorf("%q went to %q as %v (%v)", to, got.to, list, err)
		}
		onlyOurs(t, parsed.Header)
	})
}

func onlyOurs(t *testing.T, head netmail.Header) {
	t.Helper()
	ours := map[string]bool{}
	for _, name := range []string{
		"Auto-Submitted", "Content-Type", "Date", "From", "Message-Id", "Mime-Version", "Subject", "To", "X-Auto-Response-Suppress",
	} {
		ours[name] = true
	}
	for name, values := range head {
		if !ours[name] || len(values) != 1 || strings.ContainsAny(values[0], "\r\n") {
			t.Errorf("%s: %q", name, values)
		}
	}
}
