package django

import (
	"net/http"

	"perfil/internal/account"
	"perfil/internal/web"
)

// profile answers the account of the token. The body is never looked at,
// whatever it is and whatever its type says, but it is read, so that the
// connection can be used again.
func (c *contract) profile(w http.ResponseWriter, r *http.Request, in call) {
	if err := web.DropBody(w, r, web.MaxBody); err != nil {
		c.failBody(w, r, err)
		return
	}
	answer := in.actor.Snapshot().Answer(account.SlotDjango, answerUser)
	sendProfile(w, answer)
}

// sendProfile answers 200 with a profile and its tag.
func sendProfile(w http.ResponseWriter, answer *account.Answer) {
	web.NoStore(w)
	w.Header()["Etag"] = answer.ETag
	web.WriteSizedJSON(w, http.StatusOK, answer.Body, answer.Length)
}
