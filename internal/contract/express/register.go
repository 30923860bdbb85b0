package express

import (
	"net/http"

	"perfil/internal/account"
	"perfil/internal/contract/entrance"
	"perfil/internal/web"
)

var registerAnswers = answers{
	account.Conflict: {http.StatusConflict, textEmailRegistered, "USER_ALREADY_EXISTS"},
}

// register makes an account from name, e-mail and password. The role of the
// body is ignored; the user name, which this API does not know, is made from the
// e-mail.
func (c *contract) register(w http.ResponseWriter, r *http.Request, _ call) {
	fields, ok := c.read(w, r)
	if !ok {
		return
	}
	missing := fields.missing(
		required{"name", textNameRequired},
		required{"email", textEmailRequired},
		required{"password", textPasswordRequired})
	if len(missing) > 0 {
		c.refuse(w, textIncomplete, missing...)
		return
	}
	in := account.SignUp{
		Terms:        terms,
		Client:       entrance.Client(w, r),
		MakeUsername: true,
		Name:         fields.optional(account.FieldName, "name"),
		Email:        fields.text(account.FieldEmail, "email"),
		Password:     fields.text(account.FieldPassword, "password"),
	}
	in.Refused = fields.refused
	granted, err := c.accounts.SignUp(r.Context(), in)
	if err != nil {
		c.failWith(w, err, registerAnswers)
		return
	}
	b := c.texts.appendSuccess(nil, textRegistered)
	b = append(b, `{"user":`...)
	b = appendObject(b, registeredObject, &granted.Account)
	b = append(b, `,"token":`...)
	b = web.AppendString(b, granted.Access)
	b = appendGranted(append(b, '}'), &granted)
	web.NoStore(w)
	web.WriteJSON(w, http.StatusCreated, b)
}
