package mail

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/mail"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrPermanent is in every error about a mail that will never be taken: the
// server refused its receiver or its content for good (5xx, RFC 5321 section
// 4.2.1), or it cannot be written as a mail at all. Any other error may pass,
// and the mail should be tried again.
var ErrPermanent = errors.New("mail: refused for good")

// Message is one mail to one receiver.
type Message struct {
	// ID names the work that this mail is the result of. Two mails with the
	// same ID get the same Message-ID, so that a receiver can recognise the
	// second as a resend of the first; it must therefore never come again for
	// other work. Letters, digits, dot, dash and underscore, at most 128.
	// Empty: every sending gets a new one.
	ID      string
	To      string // an address without a name
	Subject string
	Text    string // plain text, lines end with \n
	HTML    string // the same in HTML; empty: the mail is text alone
}

// Sender hands a mail over.
type Sender interface {
	// Send returns when the mail was taken, or with the reason why not. An
	// error is ErrPermanent when there is no use in trying again, and holds the
	// context's own when that ended first. The mail may have gone out in spite
	// of an error: an answer can be lost on the way.
	Send(ctx context.Context, m Message) error
}

var messageID = regexp.MustCompile(`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$`)

const (
	maxID      = 128
	maxSubject = 500 // bytes; the longest of ours has a tenth of it
)

// receiver checks what goes into the head of a mail and returns the address to
// send it to. The errors do not repeat the values: what was refused here is
// just what must not get into a log.
func (m Message) receiver() (*mail.Address, error) {
	if len(m.ID) > maxID || m.ID != "" && !messageID.MatchString(m.ID) {
		return nil, fmt.Errorf("%w: its ID has characters that a Message-ID cannot have", ErrPermanent)
	}
	if len(m.Subject) > maxSubject || !isPlain(m.Subject) {
		return nil, fmt.Errorf("%w: its subject is too long or has control characters", ErrPermanent)
	}
	to, err := parseAddress(m.To)
	if err != nil {
		return nil, fmt.Errorf("%w: the receiver: %w", ErrPermanent, err)
	}
	return to, nil
}

// nameFor is what stands before the @ of the Message-ID.
func (m Message) nameFor() string {
	if m.ID == "" {
		return rand.Text()
	}
	return m.ID
}

// isPlain says whether a text is safe in one line of a head or of a log.
func isPlain(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, isUnseen)
}

// isUnseen says whether a character can break a line, drive a terminal, or
// change the order in which the characters around it are shown. The two joiners
// are let through: some scripts cannot be written without them.
func isUnseen(r rune) bool {
	const nonJoiner, joiner = '\u200c', '\u200d'
	if r == nonJoiner || r == joiner {
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}
