package express

import (
	"net/http"

	"perfil/internal/account"
	"perfil/internal/web"
)

// terms are what this API has always taken: a lenient grammar of e-mails, the
// column widths of its user table, and its three rules for passwords.
var terms = account.Terms{
	Shape:       account.ShapeSingle,
	EmailFormat: account.EmailLenient,
	EmailMax:    150,
	NameMax:     100,
	Password:    account.PasswordRules{MinLength: 8, Upper: true, Digit: true},
}

// profile answers the account of the token.
func (c *contract) profile(w http.ResponseWriter, _ *http.Request, in call) {
	sendProfile(w, in.actor.Snapshot().Answer(account.SlotExpress, c.profiles))
}

// updateProfile writes name and e-mail of the own account; nothing else can be
// written here, whatever is sent.
func (c *contract) updateProfile(w http.ResponseWriter, r *http.Request, in call) {
	fields, ok := c.read(w, r)
	if !ok {
		return
	}
	change := account.ProfileChange{
		Terms: terms,
		Name:  fields.optional(account.FieldName, "name"),
		Email: fields.optional(account.FieldEmail, "email"),
		Match: web.IfMatch(r, int64(in.actor.ID())),
	}
	change.Refused = fields.refused
	if change.Name == nil && change.Email == nil && len(change.Refused) == 0 {
		c.refuse(w, textNeitherNameNorEmail)
		return
	}
	a, err := c.accounts.UpdateProfile(r.Context(), in.actor, in.actor.ID(), change)
	if err != nil {
		c.fail(w, err)
		return
	}
	sendProfile(w, c.texts.answer(textProfileUpdated, updatedObject, &a))
}

// sendProfile answers 200 with a profile and its tag.
func sendProfile(w http.ResponseWriter, answer *account.Answer) {
	web.NoStore(w)
	w.Header()["Etag"] = answer.ETag
	web.WriteSizedJSON(w, http.StatusOK, answer.Body, answer.Length)
}
