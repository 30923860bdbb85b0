package account

import "time"

// Action names what an event tells. The names are stored and read by
// operators; they never change.
type Action string

// The actions.
const (
	ActionSignUp          Action = "sign-up"
	ActionSignIn          Action = "sign-in"
	ActionSignInFailed    Action = "sign-in-failed"
	ActionSignOut         Action = "sign-out"
	ActionRefreshReused   Action = "refresh-reused"
	ActionPasswordChanged Action = "password-changed"
	ActionPasswordReset   Action = "password-reset"
	ActionResetAsked      Action = "reset-asked"
	ActionEmailChanged    Action = "email-changed"
	ActionEmailRestored   Action = "email-restored"
	ActionEmailVerified   Action = "email-verified"
	ActionUpdated         Action = "updated" // by somebody else than the owner
	ActionDeleted         Action = "deleted"
	ActionImported        Action = "imported"
)

// Event is a row of the audit trail: who did what to whom, from where. It holds
// no secret and no password, right or wrong.
type Event struct {
	ID      int64
	At      time.Time
	Action  Action
	Account ID     // whom it is about, 0 if nobody
	Actor   ID     // who did it, 0 if nobody signed in
	Via     string // "" for the network, or the operator's tool
	Address string
	Detail  string // what changed, in words: "role user -> admin"
}

// EventQuery selects events.
type EventQuery struct {
	Account ID     // 0: of all
	Action  Action // "": all
	Before  int64  // only ids below, 0: from the newest
	Limit   int
}
