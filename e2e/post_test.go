package e2e_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log"
	"mime"
	"mime/multipart"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// postOffice is a real SMTP server that keeps its letters, also those that came
// before it was closed and opened again.
type postOffice struct {
	address string
	end     io.Closer     // of what listens; nil: nothing
	done    chan struct{} // closed when it has ended

	mu      sync.Mutex
	letters []letter
}

// letter is one that came and that nobody has read yet.
type letter struct {
	to   string
	head mail.Header
	text string // the plain form
	html string
	raw  string
}

// open serves, at the same address each time.
func (p *postOffice) open() error {
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &counter{office: p}, nil }))
	server.ErrorLog = log.New(io.Discard, "", 0)
	return p.listen(server, func(l net.Listener) { _ = server.Serve(l) })
}

// refuse breaks every connection. It keeps the address, which other programs
// would be given if nobody listened there.
func (p *postOffice) refuse() error {
	return p.listen(nil, func(l net.Listener) {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_ = conn.Close()
		}
	})
}

// stall takes connections and never greets, as a server does that is too busy.
func (p *postOffice) stall() error {
	return p.listen(nil, func(net.Listener) {})
}

// listen lets work have a listener in place of what was there. end stops it; if
// it is nil, closing the listener does.
func (p *postOffice) listen(end io.Closer, work func(net.Listener)) error {
	p.close()
	if p.address == "" {
		p.address = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", p.address)
	if err != nil {
		return err
	}
	p.address = l.Addr().String()
	p.end = l
	if end != nil {
		p.end = end
	}
	done := make(chan struct{})
	p.done = done
	go func() {
		work(l)
		close(done)
	}()
	return nil
}

func (p *postOffice) close() {
	if p.end != nil {
		_ = p.end.Close()
		<-p.done
		p.end = nil
	}
}

// next is the first letter to an address, which is then taken away.
func (p *postOffice) next(to string) (letter, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, l := range p.letters {
		if l.to == to {
			p.letters = append(p.letters[:i:i], p.letters[i+1:]...)
			return l, nil
		}
	}
	return letter{}, fmt.Errorf("there is no letter to %s", to)
}

// await waits for the next letter to an address.
func (p *postOffice) await(t *testing.T, to string) (l letter) {
	t.Helper()
	if err := eventually(func() (err error) {
		l, err = p.next(to)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return l
}

// newPostOffice opens one until the test ends.
func newPostOffice(t *testing.T) *postOffice {
	t.Helper()
	p := &postOffice{}
	if err := p.open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.close)
	return p
}

// settings are those of a server that sends its mail here.
func (p *postOffice) settings() []string {
	return []string{"PERFIL_MAIL=smtp://" + p.address + "?tls=off", "PERFIL_MAIL_FROM=accounts@example.com"}
}

// counter is one conversation.
type counter struct {
	office *postOffice
	to     []string
}

func (c *counter) Mail(string, *smtp.MailOptions) error { return nil }

func (c *counter) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.to = append(c.to, to)
	return nil
}

func (c *counter) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	l, err := read(raw)
	if err != nil {
		return err
	}
	c.office.mu.Lock()
	defer c.office.mu.Unlock()
	for _, to := range c.to {
		l.to = to
		c.office.letters = append(c.office.letters, l)
	}
	return nil
}

func (c *counter) Reset()        { c.to = nil }
func (c *counter) Logout() error { return nil }

// read takes a letter apart as a mail program does.
func read(raw []byte) (letter, error) {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return letter{}, err
	}
	l := letter{head: m.Header, raw: string(raw)}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		return letter{}, fmt.Errorf("the letter is %s: %w", kind, err)
	}
	for parts := multipart.NewReader(m.Body, params["boundary"]); ; {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return l, nil
		}
		if err != nil {
			return letter{}, err
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return letter{}, err
		}
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/html") {
			l.html = string(content)
		} else {
			l.text = string(content)
		}
	}
}
