package django

import (
	"net/http"
	"strings"

	"perfil/internal/account"
	"perfil/internal/contract/entrance"
	"perfil/internal/web"
)

// tokenAnswers: who asks for tokens by user name does not learn that an account
// is there but not active.
var tokenAnswers = answers{
	account.Inactive: {status: http.StatusUnauthorized, key: keyDetail, text: textNoActiveAccount, challenge: plainChallenge},
}

// refreshAnswers: whatever is wrong, the client has to sign in again.
var refreshAnswers = answers{
	account.Unauthenticated: {status: http.StatusUnauthorized, key: keyDetail, text: textTokenInvalid, code: "token_not_valid", challenge: invalidChallenge},
}

// token takes user name and password.
func (c *contract) token(w http.ResponseWriter, r *http.Request, _ call) {
	fields, ok := c.read(w, r, withoutPicture)
	if !ok {
		return
	}
	username := fields.requiredText(account.FieldUsername, "username")
	plain := fields.requiredText(account.FieldPassword, "password")
	if len(fields.refused) > 0 {
		c.fail(w, fields.err())
		return
	}
	granted, err := c.accounts.SignIn(r.Context(), account.SignIn{
		Shape:    account.ShapePair,
		Client:   entrance.Client(w, r),
		Login:    account.Key{Username: strings.TrimSpace(username)},
		Password: plain,
	})
	if err != nil {
		c.failWith(w, err, tokenAnswers)
		return
	}
	web.NoStore(w)
	web.WriteJSON(w, http.StatusOK, appendTokens(nil, "refresh", granted.Refresh, "access", granted.Access))
}

// refresh exchanges a refresh token for the next pair.
func (c *contract) refresh(w http.ResponseWriter, r *http.Request, _ call) {
	fields, ok := c.read(w, r, withoutPicture)
	if !ok {
		return
	}
	raw := strings.TrimSpace(fields.requiredText(account.FieldToken, "refresh"))
	if len(fields.refused) > 0 {
		c.fail(w, fields.err())
		return
	}
	granted, err := c.accounts.Refresh(r.Context(), raw, entrance.Client(w, r))
	if err != nil {
		c.failWith(w, err, refreshAnswers)
		return
	}
	web.NoStore(w)
	web.WriteJSON(w, http.StatusOK, appendTokens(nil, "access", granted.Access, "refresh", granted.Refresh))
}
