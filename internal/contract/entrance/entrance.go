// Package entrance is what all contracts do alike before an operation: find out
// whose token a request carries, and count it under a limit.
//
// It answers nothing. What a client is told, and in which shape, is the
// contract's; what a token is worth, the account core's; and the grammar of the
// header, package web's.
package entrance

import (
	"net/http"

	"perfil/internal/account"
	"perfil/internal/web"
)

// Holder says who sent a request. Without a usable header it is nobody and the
// error is nil; then state says what to answer. The errors are those of
// Authenticate. The event of the request notes the account.
func Holder(accounts *account.Service, w http.ResponseWriter, r *http.Request) (actor account.Actor, state web.Credentials, err error) {
	raw, state := web.Bearer(r)
	if state != web.BearerCredentials {
		return account.Actor{}, state, nil
	}
	if actor, err = accounts.Authenticate(r.Context(), raw); err != nil {
		return account.Actor{}, state, err
	}
	web.EventOf(w).Account(int64(actor.ID()))
	return actor, state, nil
}

// Admit counts a request under a limit and tells the client what is left of it,
// whatever comes of it. The errors are those of account.Service.Admit.
func Admit(accounts *account.Service, w http.ResponseWriter, r *http.Request, limit account.Limit) error {
	quota, err := accounts.Admit(r.Context(), limit, web.RateKey(web.EventOf(w).Client()))
	web.SetQuota(w.Header(), quota.Max, quota.Remaining, account.LimitWindow, quota.ResetIn)
	return err
}

// Client is where a request came from, for the audit trail.
func Client(w http.ResponseWriter, r *http.Request) account.Client {
	return account.Client{Address: web.EventOf(w).ClientText(), UserAgent: r.UserAgent()}
}
