package account_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"perfil/internal/account"
)

// counted is a store that knows how often it was asked who holds a token.
type counted struct {
	account.Store
	n atomic.Int64
}

func (c *counted) Holder(ctx context.Context, id account.ID, held account.Credential) (account.Account, bool, error) {
	c.n.Add(1)
	return c.Store.Holder(ctx, id, held)
}

// asks says how often the store was asked for what do does.
func (c *counted) asks(do func()) int64 {
	before := c.n.Load()
	do()
	return c.n.Load() - before
}

func newCountedWorld(t *testing.T) (*world, *counted) {
	t.Helper()
	c := &counted{}
	return newWorld(t, func(config *account.Config) {
		c.Store = config.Store
		config.Store = c
	}), c
}

func TestAnAccountIsKeptFromItsSecondReadOn(t *testing.T) {
	w, store := newCountedWorld(t)
	ada := w.join("ada")
	if n := store.asks(func() { ada.actor(); ada.actor() }); n != 2 {
		t.Errorf("two reads asked the store %d times", n)
	}
	if n := store.asks(func() { ada.wantIn() }); n != 0 {
		t.Errorf("reads of an account that is kept asked the store %d times", n)
	}
}

// Who is read often changes now and then, and must not be read twice for each change.
func TestAKeptAccountIsKeptAgainAfterAChange(t *testing.T) {
	w, store := newCountedWorld(t)
	ada := w.join("ada")
	ada.wantIn()
	_, err := ada.update(account.ProfileChange{FirstName: ptr("Ada")})
	must(t, err)
	if n := store.asks(func() { ada.wantIn() }); n != 1 {
		t.Errorf("after a change three reads asked the store %d times", n)
	}
}

// A crowd that passes by once, however large, does not push out who comes often.
func TestACrowdThatPassesByPushesNobodyOut(t *testing.T) {
	w, store := newCountedWorld(t)
	ada := w.join("ada")
	ada.wantIn()
	var crowd []*person
	for i := range 600 {
		crowd = append(crowd, w.join(fmt.Sprintf("guest%d", i)))
	}
	if n := store.asks(func() {
		for _, guest := range crowd {
			guest.actor()
		}
	}); n != 600 {
		t.Fatalf("600 people who came once were read %d times", n)
	}
	if n := store.asks(func() { ada.wantIn() }); n != 0 {
		t.Errorf("somebody who comes often was read %d times again", n)
	}
}
