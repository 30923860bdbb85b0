package mail

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"
)

// failure turns what the library says into an error of ours: permanent or not,
// in one line, and without the password.
func (s *SMTP) failure(ctx context.Context, err error) error {
	if cause := ctx.Err(); cause != nil {
		return fmt.Errorf("mail: gave up on %s: %w", s.server, cause)
	}
	text := s.server.redact(err.Error())
	if isPermanent(err) {
		return fmt.Errorf("%w by %s: %s", ErrPermanent, s.server, text)
	}
	return fmt.Errorf("mail: %s: %s", s.server, text)
}

// isPermanent says whether the server refused this very mail for good. A 5xx
// before the receiver was named (a wrong password, a sender that may not send)
// meets every mail alike: the operator can mend it, and no mail is lost
// meanwhile. So it is with 503 and 530, which ask for a sign-in.
func isPermanent(err error) bool {
	if errors.Is(err, errNoUTF8) {
		return true
	}
	var refused *gomail.SendError
	if !errors.As(err, &refused) {
		return false
	}
	switch refused.Reason {
	case gomail.ErrSMTPRcptTo, gomail.ErrSMTPData, gomail.ErrSMTPDataClose:
	default:
		return false
	}
	code := refused.ErrorCode()
	return code >= 500 && code <= 599 && code != 503 && code != 530
}

const maxReason = 400 // bytes of a server's own words in an error

// redact makes a server's words fit for a log. A server may answer with what it
// was sent, so the password goes out in each form in which it was sent.
func (s Server) redact(text string) string {
	if s.Password != "" {
		user, password := s.User, string(s.Password)
		for _, secret := range []string{
			base64.StdEncoding.EncodeToString([]byte("\x00" + user + "\x00" + password)),
			base64.StdEncoding.EncodeToString([]byte(password)),
			password,
		} {
			text = strings.ReplaceAll(text, secret, "[hidden]")
		}
	}
	text = clean(text)
	if len(text) > maxReason {
		text = text[:maxReason]
		for !utf8.ValidString(text) {
			text = text[:len(text)-1]
		}
		text += "…"
	}
	return text
}
