package django

import (
	"net/http"

	"perfil/internal/account"
	"perfil/internal/contract/entrance"
	"perfil/internal/web"
)

// signInAnswers are those of this one endpoint.
var signInAnswers = answers{
	account.Inactive:       {status: http.StatusUnauthorized, key: keyDetail, text: textInactive, code: "user_inactive", challenge: plainChallenge},
	account.BadCredentials: {status: http.StatusBadRequest, key: keyError, text: textInvalidPassword},
}

// signIn takes e-mail and password.
func (c *contract) signIn(w http.ResponseWriter, r *http.Request, _ call) {
	fields, ok := c.read(w, r, withoutPicture)
	if !ok {
		return
	}
	email, hasEmail := fields.given(account.FieldEmail, "email")
	plain, hasPassword := fields.given(account.FieldPassword, "password")
	if !hasEmail || !hasPassword {
		c.say(w, answer{status: http.StatusBadRequest, key: keyError, text: textCredentialsRequired})
		return
	}
	if len(fields.refused) > 0 {
		c.fail(w, fields.err())
		return
	}
	granted, err := c.accounts.SignIn(r.Context(), account.SignIn{
		Shape:    account.ShapePair,
		Client:   entrance.Client(w, r),
		Login:    account.Key{Email: email},
		Password: plain,
	})
	if err != nil {
		c.failWith(w, err, signInAnswers)
		return
	}
	web.NoStore(w)
	web.WriteJSON(w, http.StatusOK, appendGranted(nil, &granted))
}
