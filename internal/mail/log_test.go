package mail_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"perfil/internal/mail"
)

// tokenInLink is how scripts find a token in the log.
var tokenInLink = regexp.MustCompile(`token=([A-Za-z0-9._~-]{16,})`)

const token = "k3_Xr-9.aB~cD0123456789_zyxwvutsrqponmlkjihgfedcba"

func TestLogShowsTheWholeMail(t *testing.T) {
	var out bytes.Buffer
	l, err := mail.Open("log", sender, &out)
	if err != nil {
		t.Fatal(err)
	}
	letters := newLetters(t)
	to := mail.Receiver{Address: "søren.o'brien@example.com", Name: "Søren O'Brien", Language: mail.Spanish}
	m := letters.Reset(to, "https://accounts.example.com/reset?lang=es&token="+token, time.Hour)
	if err := l.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	for _, want := range []string{
		"To: søren.o'brien@example.com\n", "From: Perfil de Señor Ñandú <perfil@example.com>\n", "Subject: Elige una nueva contraseña",
		"\nhttps://accounts.example.com/reset?lang=es&token=" + token + "\n", "Hola, Søren O'Brien:\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in:\n%s", want, text)
		}
	}
	found := tokenInLink.FindAllStringSubmatch(text, -1)
	if len(found) != 1 || found[0][1] != token {
		t.Errorf("found %v in:\n%s", found, text)
	}
}

func TestLogNeedsNoSender(t *testing.T) {
	var out bytes.Buffer
	l, err := mail.NewLog("", &out)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Send(t.Context(), letter); err != nil || !strings.Contains(out.String(), "From: perfil@localhost\n") {
		t.Errorf("%v:\n%s", err, out.String())
	}
}

func TestLogHoldsNoMoreThanTheMail(t *testing.T) {
	var out bytes.Buffer
	l, err := mail.NewLog("", &out)
	if err != nil {
		t.Fatal(err)
	}
	m := letter
	m.Text = "one\r\ntwo\x1b[2Jthree\u202e"
	if err := l.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "\none\ntwo[2Jthree\n----- end of mail -----\n") {
		t.Errorf("%q", out.String())
	}
	out.Reset()
	m.To = "a@example.com\nTo: b@example.com"
	if err := l.Send(t.Context(), m); !errors.Is(err, mail.ErrPermanent) || out.Len() != 0 {
		t.Errorf("%v, %q", err, out.String())
	}
}

func TestLogHeedsTheContext(t *testing.T) {
	l, err := mail.NewLog("", io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.Send(ctx, letter); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestLogThatCannotBeWrittenIsTriedAgain(t *testing.T) {
	r, w := io.Pipe()
	_ = r.Close()
	l, err := mail.NewLog("", w)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Send(t.Context(), letter); !errors.Is(err, io.ErrClosedPipe) || errors.Is(err, mail.ErrPermanent) {
		t.Errorf("got %v", err)
	}
}

// calls counts writes; a buffer would not show that a mail came in pieces.
type calls struct{ texts []string }

func (c *calls) Write(p []byte) (int, error) {
	c.texts = append(c.texts, string(p))
	return len(p), nil
}

func TestMailsInTheLogDoNotMix(t *testing.T) {
	var out calls
	l, err := mail.NewLog("", &out)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if err := l.Send(t.Context(), letter); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if len(out.texts) != 20 {
		t.Errorf("20 mails in %d writes", len(out.texts))
	}
	for _, text := range out.texts {
		if text != out.texts[0] {
			t.Errorf("%q", text)
		}
	}
}
