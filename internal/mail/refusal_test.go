package mail_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"

	"perfil/internal/mail"
)

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
