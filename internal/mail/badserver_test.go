package mail_test

import (
	"bufio"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"perfil/internal/mail"
)

// behave starts a server that does with each connection what no honest one
// would.
func behave(t *testing.T, how func(net.Conn)) mail.Server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = c.Close() }()
				how(c)
			}()
		}
	}()
	return serverAt(t, l.Addr())
}

// answers reads commands and gives each its answer, by its first word; "." is
// the end of the mail. No answer: silence.
func answers(c net.Conn, script map[string]string) {
	_, _ = io.WriteString(c, "220 here\r\n")
	lines, inMail := bufio.NewScanner(c), false
	for lines.Scan() {
		word, _, _ := strings.Cut(lines.Text(), " ")
		if inMail && word != "." {
			continue
		}
		inMail = word == "DATA"
		answer, ok := script[word]
		if !ok {
			continue
		}
		if answer == "hang up" {
			return
		}
		_, _ = io.WriteString(c, strings.ReplaceAll(answer, "{}", lines.Text())+"\r\n")
	}
}

func honest() map[string]string {
	return map[string]string{
		"EHLO": "250-here\r\n250 AUTH PLAIN", "AUTH": "235 come in", "MAIL": "250 ok", "RCPT": "250 ok",
		"DATA": "354 go on", ".": "250 taken", "QUIT": "221 bye", "RSET": "250 ok", "*": "501 as you like",
	}
}

func TestSilentServerIsLeftWhenTheContextEnds(t *testing.T) {
	for _, silentAt := range []string{"EHLO", "MAIL", "RCPT", "DATA", "."} {
		t.Run(silentAt, func(t *testing.T) {
			reached := make(chan struct{})
			server := behave(t, func(c net.Conn) {
				script := honest()
				delete(script, silentAt)
				answers(&watched{Conn: c, word: silentAt, seen: reached}, script)
			})
			ctx, cancel := context.WithCancel(t.Context())
			go func() {
				<-reached
				cancel()
			}()
			err := open(t, server).Send(ctx, letter)
			if !errors.Is(err, context.Canceled) || errors.Is(err, mail.ErrPermanent) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// watched tells when a command was read.
type watched struct {
	net.Conn
	word string
	seen chan struct{}
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	for line := range strings.Lines(string(p[:n])) {
		if w.seen != nil && strings.HasPrefix(line, w.word) {
			close(w.seen)
			w.seen = nil
		}
	}
	return n, err
}

func TestSilentServerIsLeftAtTheDeadline(t *testing.T) {
	server := behave(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) })
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := open(t, server).Send(ctx, letter); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestSilentServerIsLeftWhenPatienceEnds(t *testing.T) {
	for _, security := range []mail.Security{mail.Plaintext, mail.ImplicitTLS} {
		server := behave(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) })
		server.Patience, server.Security = 20*time.Millisecond, security
		if err := send(t, server, letter); err == nil || errors.Is(err, mail.ErrPermanent) {
			t.Errorf("got %v, want it tried again", err)
		}
	}
}

func TestServerThatIsDownIsTriedAgain(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := serverAt(t, l.Addr())
	_ = l.Close()
	if err := send(t, server, letter); err == nil || errors.Is(err, mail.ErrPermanent) {
		t.Errorf("got %v, want it tried again", err)
	}
}

func TestTakenMailIsNotSentTwice(t *testing.T) {
	for _, last := range []string{"hang up", "500 what?"} {
		server := behave(t, func(c net.Conn) {
			script := honest()
			script["QUIT"] = last
			answers(c, script)
		})
		if err := send(t, server, letter); err != nil {
			t.Errorf("taken, then %q: %v", last, err)
		}
	}
}

func TestMailWithoutAnAnswerIsTriedAgain(t *testing.T) {
	server := behave(t, func(c net.Conn) {
		script := honest()
		script["."] = "hang up"
		answers(c, script)
	})
	if err := send(t, server, letter); err == nil || errors.Is(err, mail.ErrPermanent) {
		t.Errorf("got %v, want it tried again", err)
	}
}

func TestServerThatTalksWithoutEndIsLeft(t *testing.T) {
	server := behave(t, func(c net.Conn) {
		for {
			if _, err := fmt.Fprintf(c, "220-%s\r\n", strings.Repeat("blah ", 200)); err != nil {
				return
			}
		}
	})
	if err := send(t, server, letter); err == nil || !strings.Contains(err.Error(), "says too much") {
		t.Errorf("got %v", err)
	}
}

func TestServerThatRepeatsThePasswordIsNotQuoted(t *testing.T) {
	const user, password = "perfil", "hunter2 is no good"
	encoded := base64.StdEncoding.EncodeToString([]byte("\x00" + user + "\x00" + password))
	for _, echo := range []string{"535 {}", "535 it is " + password, "535-a\x1b[31m\r\n535 " + password} {
		server := behave(t, func(c net.Conn) {
			script := honest()
			script["AUTH"] = echo
			answers(c, script)
		})
		server.User, server.Password = user, password
		err := send(t, server, letter)
		if err == nil {
			t.Fatal("a refused password was good enough")
		}
		if text := err.Error(); strings.Contains(text, password) || strings.Contains(text, encoded) || strings.ContainsAny(text, "\n\x1b") {
			t.Errorf("%q", text)
		}
	}
}

func TestLongAnswerIsCut(t *testing.T) {
	server := behave(t, func(c net.Conn) {
		script := honest()
		script["RCPT"] = "550 " + strings.Repeat("ñ", 5000)
		answers(c, script)
	})
	err := send(t, server, letter)
	if !errors.Is(err, mail.ErrPermanent) || len(err.Error()) > 600 || !strings.HasSuffix(err.Error(), "ñ…") {
		t.Errorf("got %d bytes: %v", len(err.Error()), err)
	}
}
