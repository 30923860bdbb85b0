package account_test

import (
	"testing"
	"time"

	"perfil/internal/account"
)

func TestLookingAtATicketLeavesItGood(t *testing.T) {
	ada := newWorld(t).join("ada")
	ticket := ada.askReset()
	for range 3 {
		must(t, ada.Peek(t.Context(), ticket, account.PurposeReset))
	}
	must(t, ada.reset(ticket, otherPassword))
	wantKind(t, ada.Peek(t.Context(), ticket, account.PurposeReset), account.InvalidTicket)
}

// What looking tells is what using would.
func TestATicketThatWouldDoNothingLooksDead(t *testing.T) {
	for name, end := range map[string]func(ada *person) (ticket string, p account.Purpose){
		"made up": func(*person) (string, account.Purpose) { return "made up", account.PurposeReset },
		"empty":   func(*person) (string, account.Purpose) { return "", account.PurposeUndoEmail },
		"for something else": func(ada *person) (string, account.Purpose) {
			return ada.askReset(), account.PurposeConfirmEmail
		},
		"too old": func(ada *person) (string, account.Purpose) {
			ticket := ada.askReset()
			ada.pass(time.Hour)
			return ticket, account.PurposeReset
		},
		"of somebody suspended": func(ada *person) (string, account.Purpose) {
			ticket := ada.askReset()
			_, err := ada.store.Update(t.Context(), ada.id, func(c *account.Change) error {
				c.Account.Status = account.StatusSuspended
				return nil
			})
			must(t, err)
			return ticket, account.PurposeReset
		},
		"of a former address": func(ada *person) (string, account.Purpose) {
			ticket := ada.askReset()
			_, err := ada.store.Update(t.Context(), ada.id, func(c *account.Change) error {
				c.Account.Email = "new@example.com"
				return nil
			})
			must(t, err)
			return ticket, account.PurposeReset
		},
		"of somebody gone": func(ada *person) (string, account.Purpose) {
			ticket := ada.askReset()
			must(t, ada.DeleteAccount(t.Context(), ada.actor(), ada.id))
			return ticket, account.PurposeReset
		},
	} {
		t.Run(name, func(t *testing.T) {
			ada := newWorld(t).join("ada")
			ticket, purpose := end(ada)
			wantKind(t, ada.Peek(t.Context(), ticket, purpose), account.InvalidTicket)
			if purpose == account.PurposeReset {
				wantKind(t, ada.reset(ticket, otherPassword), account.InvalidTicket)
			}
		})
	}
}
