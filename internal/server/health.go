package server

import (
	"context"
	"net/http"
	"time"

	"perfil/internal/account"
	"perfil/internal/web"
)

// alive says that the process answers, whatever the state of its database. Who
// restarts a server by this must not do so because a disk is full.
func alive(w http.ResponseWriter, _ *http.Request) {
	web.WriteJSON(w, http.StatusOK, []byte(`{"status":"ok"}`))
}

// readyTime is how long the store may take to say that it works.
const readyTime = 3 * time.Second

// ready says whether requests can be served now. Why not goes to the log.
func ready(accounts *account.Service) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), readyTime)
		defer cancel()
		if err := accounts.Ready(ctx); err != nil {
			web.EventOf(w).Fail(err)
			web.WriteJSON(w, http.StatusServiceUnavailable, []byte(`{"status":"unavailable"}`))
			return
		}
		web.WriteJSON(w, http.StatusOK, []byte(`{"status":"ok"}`))
	})
}

// onlyGet lets nothing but GET and HEAD through.
func onlyGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			web.WriteJSON(w, http.StatusMethodNotAllowed, []byte(`{"error":"Method not allowed"}`))
			return
		}
		next.ServeHTTP(w, r)
	})
}
