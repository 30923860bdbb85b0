package django

import (
	"net/http"

	"perfil/internal/account"
	"perfil/internal/web"
)

// update writes the own profile; always partial, whatever the method promises.
// Whose profile it is comes before the body, so that nothing about the account
// of another can be learnt from how a body is refused.
func (c *contract) update(w http.ResponseWriter, r *http.Request, in call) {
	if err := in.actor.Owns(in.id); err != nil {
		c.fail(w, err)
		return
	}
	fields, ok := c.read(w, r, c.withPicture)
	if !ok {
		return
	}
	change := account.ProfileChange{
		Terms:     terms,
		Username:  fields.optional(account.FieldUsername, "username"),
		Email:     fields.optional(account.FieldEmail, "email"),
		FirstName: fields.optional(account.FieldFirstName, "first_name"),
		LastName:  fields.optional(account.FieldLastName, "last_name"),
		Phone:     fields.nullable(account.FieldPhone, "number_phone"),
		Avatar:    fields.avatar(),
		Match:     web.IfMatch(r, int64(in.id)),
	}
	change.Refused = fields.refused
	a, err := c.accounts.UpdateProfile(r.Context(), in.actor, in.id, change)
	if err != nil {
		c.fail(w, err)
		return
	}
	sendProfile(w, answerUser(&a))
}
