package mail

import (
	"context"
	"fmt"
	"io"
	"net/mail"
	"strings"
	"sync"
)

// Log writes mails as plain text, for a server that is being tried out and has
// no mail server yet. Whoever reads that log can use the links in it: that is
// what it is for, and why it is no choice for a server with other people on it.
type Log struct {
	from *mail.Address

	mu sync.Mutex // one mail after the other
	to io.Writer
}

// NewLog makes a Log. from may be empty.
func NewLog(from string, to io.Writer) (*Log, error) {
	if from == "" {
		from = "perfil@localhost"
	}
	sender, err := parseSender(from)
	if err != nil {
		return nil, err
	}
	return &Log{from: sender, to: to}, nil
}

// Send writes the mail, its text whole and unwrapped, with a single call of the
// writer, so that other lines of the log do not come between. It refuses what
// an SMTP server would never be given, so that trying out shows it.
func (l *Log) Send(ctx context.Context, m Message) error {
	if _, err := m.receiver(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("mail: not written to the log: %w", err)
	}
	var b strings.Builder
	b.WriteString("----- mail -----\n")
	if l.from.Name != "" {
		fmt.Fprintf(&b, "From: %s <%s>\n", l.from.Name, l.from.Address)
	} else {
		fmt.Fprintf(&b, "From: %s\n", l.from.Address)
	}
	fmt.Fprintf(&b, "To: %s\nSubject: %s\n\n", m.To, m.Subject)
	for line := range strings.Lines(m.Text) {
		b.WriteString(clean(line))
		b.WriteByte('\n')
	}
	b.WriteString("----- end of mail -----\n")

	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := io.WriteString(l.to, b.String()); err != nil {
		return fmt.Errorf("mail: not written to the log: %w", err)
	}
	return nil
}
