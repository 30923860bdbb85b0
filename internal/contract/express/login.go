package express

import (
	"net/http"

	"perfil/internal/account"
	"perfil/internal/contract/entrance"
	"perfil/internal/web"
)

// signInAnswers are those of this one endpoint, which looks at no token.
var signInAnswers = answers{
	account.Inactive:  byKind[account.Inactive],
	account.Throttled: {http.StatusTooManyRequests, textTooManySignIns, "TOO_MANY_REQUESTS"},
}

// login takes e-mail and password.
func (c *contract) login(w http.ResponseWriter, r *http.Request, _ call) {
	fields, ok := c.read(w, r)
	if !ok {
		return
	}
	if len(fields.missing(required{key: "email"}, required{key: "password"})) > 0 {
		c.refuse(w, textCredentialsRequired)
		return
	}
	in := account.SignIn{
		Shape:    account.ShapeSingle,
		Client:   entrance.Client(w, r),
		Login:    account.Key{Email: fields.text(account.FieldEmail, "email")},
		Password: fields.text(account.FieldPassword, "password"),
	}
	if len(fields.refused) > 0 {
		c.fail(w, fields.err())
		return
	}
	granted, err := c.accounts.SignIn(r.Context(), in)
	if err != nil {
		c.failWith(w, err, signInAnswers)
		return
	}
	b := c.texts.appendSuccess(nil, textLoggedIn)
	b = append(b, `{"token":`...)
	b = web.AppendString(b, granted.Access)
	b = append(b, `,"user":`...)
	b = appendObject(b, loginObject, &granted.Account)
	b = append(b, ',')
	b = appendMembers(b, []field{role, roleID}, &granted.Account)
	b = appendGranted(append(b, '}'), &granted)
	web.NoStore(w)
	web.WriteJSON(w, http.StatusOK, b)
}

// logout ends the session of the token.
func (c *contract) logout(w http.ResponseWriter, r *http.Request, in call) {
	if err := web.DropBody(w, r, web.MaxBody); err != nil {
		c.failBody(w, err)
		return
	}
	if err := c.accounts.SignOut(r.Context(), in.actor); err != nil {
		c.fail(w, err)
		return
	}
	c.succeed(w, textLoggedOut, nil, nil)
}
