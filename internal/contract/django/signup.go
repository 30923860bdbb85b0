package django

import (
	"net/http"

	"perfil/internal/account"
	"perfil/internal/contract/entrance"
	"perfil/internal/web"
)

// terms are what this API has always taken: the grammar of Django's e-mail
// validator and the column widths of its user table. The password rules are
// Django's own four, which the reference had configured but never called.
var terms = account.Terms{
	Shape:       account.ShapePair,
	EmailFormat: account.EmailStrict,
	EmailMax:    200,
	NameMax:     200,
	PasswordMax: 128,
	Password:    account.PasswordRules{MinLength: 8, Common: true, Numeric: true, Similar: true},
}

func (c *contract) signUp(w http.ResponseWriter, r *http.Request, _ call) {
	fields, ok := c.read(w, r, c.withPicture)
	if !ok {
		return
	}
	in := account.SignUp{Terms: terms, Client: entrance.Client(w, r)}
	in.Password = fields.required(account.FieldPassword, "password")
	in.Username = fields.required(account.FieldUsername, "username")
	in.Email = fields.required(account.FieldEmail, "email")
	in.FirstName = deref(fields.optional(account.FieldFirstName, "first_name"))
	in.LastName = deref(fields.optional(account.FieldLastName, "last_name"))
	in.Phone = deref(fields.nullable(account.FieldPhone, "number_phone"))
	in.Avatar = fields.avatar()
	in.Refused = fields.refused
	granted, err := c.accounts.SignUp(r.Context(), in)
	if err != nil {
		c.fail(w, err)
		return
	}
	web.NoStore(w)
	web.WriteJSON(w, http.StatusCreated, appendGranted(nil, &granted))
}
