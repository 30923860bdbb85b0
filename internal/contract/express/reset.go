package express

import (
	"net/http"
	"strings"

	"perfil/internal/account"
	"perfil/internal/contract/entrance"
)

// forgot asks for a mail with which to set a new password. The answer is the
// same whoever asks; it has no data key, as documented.
func (c *contract) forgot(w http.ResponseWriter, r *http.Request, _ call) {
	fields, ok := c.read(w, r)
	if !ok {
		return
	}
	if len(fields.missing(required{key: "email"})) > 0 {
		c.refuse(w, textEmailRequired)
		return
	}
	address := strings.TrimSpace(fields.text(account.FieldEmail, "email"))
	if len(fields.refused) > 0 {
		c.fail(w, fields.err())
		return
	}
	if err := c.accounts.AskReset(r.Context(), address, entrance.Client(w, r)); err != nil {
		c.fail(w, err)
		return
	}
	c.acknowledge(w, textResetMailed)
}

// reset sets a new password with the token from the mail.
func (c *contract) reset(w http.ResponseWriter, r *http.Request, _ call) {
	fields, ok := c.read(w, r)
	if !ok {
		return
	}
	fresh := fields.firstOf("newPassword", "new_password")
	if len(fields.missing(required{key: "token"})) > 0 {
		c.refuse(w, textTokenRequired)
		return
	}
	if len(fields.missing(required{key: fresh})) > 0 {
		c.refuse(w, textNewPasswordRequired)
		return
	}
	in := account.Reset{
		Terms:  terms,
		Client: entrance.Client(w, r),
		Ticket: strings.TrimSpace(fields.text(account.FieldToken, "token")),
		New:    fields.text(account.FieldPassword, fresh),
	}
	if len(fields.refused) > 0 {
		c.fail(w, fields.err())
		return
	}
	if err := c.accounts.ResetPassword(r.Context(), in); err != nil {
		c.failNewPassword(w, err)
		return
	}
	c.succeed(w, textPasswordReset, nil, nil)
}
