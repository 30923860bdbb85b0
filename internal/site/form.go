package site

import (
	"strings"

	"perfil/internal/account"
	"perfil/internal/web"
)

// The names of what forms send.
const (
	keyTicket   = "token" // as in the link, see account.Links
	keyPassword = "password"
	keyRepeat   = "repeat"
)

// ticketMax is far more than any ticket has. What is longer is no ticket, and is
// not written into a page.
const ticketMax = 256

// form is what was sent.
type form struct{ object web.Object }

// read takes the form of the request apart, or answers why it cannot.
func (v *visit) read() (form, bool) {
	object, err := web.ReadObject(v.w, v.r, web.Accept{})
	if err != nil {
		v.failForm(err)
		return form{}, false
	}
	return form{object}, true
}

// ticket is the ticket that the form carries along, "" for none.
func (f form) ticket() string { return asTicket(f.object[keyTicket].Text()) }

// password reads a field exactly as it was typed. What no password can be is
// refused here, since a use case would judge the text it was turned into.
func (f form) password(key string) (string, error) {
	value := f.object[key]
	switch value.Malformed() {
	case web.NoProblem:
		return value.Text(), nil
	case web.NUL:
		return "", account.Refuse([]account.Violation{{Field: account.FieldPassword, Code: account.NulCharacter}})
	default:
		return "", account.Refuse([]account.Violation{{Field: account.FieldPassword, Code: account.LoneSurrogate}})
	}
}

// linked is the ticket of the link that was followed, "" for none.
func (v *visit) linked() string { return asTicket(v.r.URL.Query().Get(keyTicket)) }

// peek gives the ticket of the link that was followed if it is good for a purpose,
// and answers why not otherwise. It is not used up by that: mail scanners follow
// links too. Whoever guesses learns as little as by sending the form, and not with
// fewer tries: a ticket has more bits than anybody can go through.
func (v *visit) peek(p account.Purpose, own answers) (ticket string, ok bool) {
	ticket = v.linked()
	if ticket == "" {
		v.answer(own[account.InvalidTicket])
		return "", false
	}
	if err := v.accounts.Peek(v.r.Context(), ticket, p); err != nil {
		v.fail(err, own)
		return "", false
	}
	return ticket, true
}

// asTicket drops the space that copying a link brings along.
func asTicket(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > ticketMax {
		return ""
	}
	return s
}
