package account_test

import (
	"sync"
	"testing"

	"perfil/internal/account"
)

func administer(w *world, by *person, id account.ID, change account.AdminChange) error {
	change.Terms = account.Widest
	_, err := w.UpdateAccount(w.t.Context(), by.actor(), id, change)
	return err
}

func TestOnlyAdminsAdminister(t *testing.T) {
	w := newWorld(t)
	ada, operator := w.join("ada"), w.joinAs("olga", account.RoleOperator)
	for _, p := range []*person{ada, operator} {
		wantKind(t, administer(w, p, ada.id, account.AdminChange{Role: ptr(account.RoleAdmin)}), account.Forbidden)
		_, err := w.Accounts(t.Context(), p.actor(), account.Query{Limit: 10})
		wantKind(t, err, account.Forbidden)
		_, err = w.Account(t.Context(), p.actor(), account.Key{ID: ada.id})
		wantKind(t, err, account.Forbidden)
		_, err = w.Audit(t.Context(), p.actor(), account.EventQuery{Limit: 1})
		wantKind(t, err, account.Forbidden)
		wantKind(t, w.DeleteAnother(t.Context(), p.actor(), ada.id), account.Forbidden)
	}
}

func TestADemotedAdminIsNoneAtOnce(t *testing.T) {
	w := newWorld(t)
	first, second := w.joinAs("first", account.RoleAdmin), w.joinAs("second", account.RoleAdmin)
	kept := second.actor() // held across the demotion, as by a slow request
	must(t, administer(w, first, second.id, account.AdminChange{Role: ptr(account.RoleUser)}))
	_, err := w.Accounts(t.Context(), kept, account.Query{Limit: 10})
	wantKind(t, err, account.Forbidden)
}

func TestNobodyChangesTheOwnRoleOrStatus(t *testing.T) {
	w := newWorld(t)
	admin := w.joinAs("root", account.RoleAdmin)
	w.joinAs("other", account.RoleAdmin)
	wantKind(t, administer(w, admin, admin.id, account.AdminChange{Role: ptr(account.RoleUser)}), account.NotOnSelf)
	wantKind(t, administer(w, admin, admin.id, account.AdminChange{Status: ptr(account.StatusSuspended)}), account.NotOnSelf)
	wantKind(t, w.DeleteAnother(t.Context(), admin.actor(), admin.id), account.NotOnSelf)
	must(t, administer(w, admin, admin.id, account.AdminChange{Profile: account.ProfileChange{Name: ptr("Jefa Suprema")}}))
}

func TestTheLastAdminStays(t *testing.T) {
	w := newWorld(t)
	admin := w.joinAs("root", account.RoleAdmin)
	asleep := w.joinAs("asleep", account.RoleAdmin)
	w.setStatus(asleep, account.StatusSuspended) // does not count
	wantKind(t, w.DeleteAccount(t.Context(), admin.actor(), admin.id), account.LastAdmin)
	for _, change := range []account.AdminChange{{Role: ptr(account.RoleUser)}, {Status: ptr(account.StatusInactive)}} {
		change.Terms = account.Widest
		_, err := w.UpdateAccount(t.Context(), account.Operator("test"), admin.id, change)
		wantKind(t, err, account.LastAdmin)
	}
	must(t, w.DeleteAccount(t.Context(), account.Operator("test"), asleep.id))
}

func TestTwoAdminsWhoDemoteEachOtherLeaveOne(t *testing.T) {
	for range 10 {
		w := newWorld(t)
		a, b := w.joinAs("a.admin", account.RoleAdmin), w.joinAs("b.admin", account.RoleAdmin)
		var wg sync.WaitGroup
		for _, pair := range [][2]*person{{a, b}, {b, a}} {
			actor, victim := pair[0].actor(), pair[1].id
			wg.Go(func() {
				_, _ = w.UpdateAccount(t.Context(), actor, victim, account.AdminChange{Terms: account.Widest, Role: ptr(account.RoleUser)})
			})
		}
		wg.Wait()
		if a.stored().Role != account.RoleAdmin && b.stored().Role != account.RoleAdmin {
			t.Fatal("no admin is left")
		}
	}
}

func TestAnAdminChangeIsWrittenDown(t *testing.T) {
	w := newWorld(t)
	admin, ada := w.joinAs("root", account.RoleAdmin), w.join("ada")
	must(t, administer(w, admin, ada.id, account.AdminChange{
		Role: ptr(account.RoleOperator), Profile: account.ProfileChange{Name: ptr("Ada Lovelace")},
	}))
	events, err := w.Audit(t.Context(), admin.actor(), account.EventQuery{Account: ada.id, Action: account.ActionUpdated, Limit: 10})
	must(t, err)
	if len(events) != 1 || events[0].Actor != admin.id || events[0].Detail != "role user -> operator, name" {
		t.Errorf("events: %+v", events)
	}
}

func TestAnAdminChangeIsAllOrNothing(t *testing.T) {
	w := newWorld(t)
	admin, ada := w.joinAs("root", account.RoleAdmin), w.join("ada")
	before := ada.stored()
	wantKind(t, administer(w, admin, ada.id, account.AdminChange{
		Role: ptr(account.RoleAdmin), Profile: account.ProfileChange{Email: ptr("ROOT@example.com")},
	}), account.Conflict)
	wantKind(t, administer(w, admin, ada.id, account.AdminChange{}), account.NothingToChange)
	wantKind(t, administer(w, admin, 999_999, account.AdminChange{Role: ptr(account.RoleUser)}), account.NotFound)
	if got := ada.stored(); got != before {
		t.Errorf("got %+v", got)
	}
}
