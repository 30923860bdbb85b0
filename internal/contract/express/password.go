package express

import (
	"net/http"

	"perfil/internal/account"
)

// password sets a new password. Its keys come in two spellings: as documented,
// and as that API's own web client sends them.
func (c *contract) password(w http.ResponseWriter, r *http.Request, in call) {
	fields, ok := c.read(w, r)
	if !ok {
		return
	}
	current := fields.firstOf("currentPassword", "current_password")
	fresh := fields.firstOf("newPassword", "new_password")
	if len(fields.missing(required{key: current}, required{key: fresh})) > 0 {
		c.refuse(w, textPasswordsRequired)
		return
	}
	change := account.PasswordChange{
		Terms:   terms,
		Current: fields.text(account.FieldPassword, current),
		New:     fields.text(account.FieldPassword, fresh),
	}
	if len(fields.refused) > 0 {
		c.fail(w, fields.err())
		return
	}
	if err := c.accounts.ChangePassword(r.Context(), in.actor, change); err != nil {
		c.failNewPassword(w, err)
		return
	}
	c.succeed(w, textPasswordChanged, nil, nil)
}
