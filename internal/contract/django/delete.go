package django

import (
	"errors"
	"net/http"

	"perfil/internal/account"
)

// delete removes an account; the id of the path counts and the body is not
// looked at. An id that does not exist answers like the account of another, as
// the contract says for everybody, admins included.
func (c *contract) delete(w http.ResponseWriter, r *http.Request, in call) {
	err := c.accounts.DeleteAccount(r.Context(), in.actor, in.id)
	if errors.Is(err, account.NotFound) {
		c.failAs(w, account.Forbidden, err)
		return
	}
	if err != nil {
		c.fail(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
