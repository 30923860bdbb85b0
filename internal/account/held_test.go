package account_test

import (
	"context"
	"testing"

	"perfil/internal/account"
)

// interrupted is a store in which something happens just before a token is looked up.
type interrupted struct {
	account.Store
	by func()
}

func (o *interrupted) happen() {
	if by := o.by; by != nil {
		o.by = nil
		by()
	}
}

func (o *interrupted) Holder(ctx context.Context, id account.ID, held account.Credential) (account.Account, bool, error) {
	o.happen()
	return o.Store.Holder(ctx, id, held)
}

func (o *interrupted) Session(ctx context.Context, id account.SessionID) (account.Session, error) {
	o.happen()
	return o.Store.Session(ctx, id)
}

// Clients were told that their session had ended, and went to sign in to an account
// that was gone.
func TestWhoseAccountIsDeletedMeanwhileHearsThatItIsGone(t *testing.T) {
	store := &interrupted{}
	w := newWorld(t, func(c *account.Config) {
		store.Store = c.Store
		c.Store = store
	})
	ada := w.join("ada")
	second := ada.signIn()
	ada.wantIn() // the account is kept, and the second token is new to it
	store.by = func() { must(t, w.DeleteAccount(t.Context(), ada.actor(), ada.id)) }
	_, err := w.Authenticate(t.Context(), second.access)
	wantKind(t, err, account.Gone)
}
