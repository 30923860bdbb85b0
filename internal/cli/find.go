package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"perfil/internal/account"
)

// unknownError says that nobody is called so.
type unknownError struct{ who string }

func (e *unknownError) Error() string {
	return "there is no account with the id, e-mail or user name " + e.who
}

// find finds the account that an operator means by an id, an e-mail or a user
// name. One account's id may be another's user name; then it has to be said in
// another way, since guessing could delete the wrong one.
func find(ctx context.Context, svc *account.Service, who string) (account.Account, error) {
	keys := []account.Key{{Username: who}}
	if strings.Contains(who, "@") {
		keys = append(keys, account.Key{Email: account.NormalizeEmail(who)})
	}
	if id, err := strconv.ParseInt(who, 10, 64); err == nil && id > 0 {
		keys = append(keys, account.Key{ID: account.ID(id)})
	}
	var found account.Account
	for _, key := range keys {
		a, err := svc.Account(ctx, operator(), key)
		switch {
		case errors.Is(err, account.NotFound):
		case err != nil:
			return account.Account{}, err
		case found.ID != 0 && found.ID != a.ID:
			return account.Account{}, fmt.Errorf("%s may be %s or %s: name it in another way", who, inWords(&found), inWords(&a))
		default:
			found = a
		}
	}
	if found.ID == 0 {
		return account.Account{}, &unknownError{who}
	}
	return found, nil
}
