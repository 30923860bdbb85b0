package sqlite_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/sqlite"
)

// fill leaves the file no page more than it has.
func fill(t *testing.T, e *sqlite.Engine) {
	t.Helper()
	ask(t, e, "PRAGMA max_page_count = "+ask(t, e, "PRAGMA page_count"))
}

func empty(t *testing.T, e *sqlite.Engine) {
	t.Helper()
	ask(t, e, "PRAGMA max_page_count = 1000000")
}

// wantFull checks that err is what a full disk is told as.
func wantFull(t *testing.T, err error) {
	t.Helper()
	var told *account.Error
	if !errors.As(err, &told) || told.Kind != account.Unavailable || told.RetryAfter <= 0 {
		t.Errorf("got error %v, want an Unavailable one that says when to come back", err)
	}
}

// large is an account that needs pages of its own.
func large() account.Account {
	return storetest.Account(storetest.Named(strings.Repeat("x", 100_000), ""))
}

func TestAFullDiskRefusesWritesUntilThereIsSpace(t *testing.T) {
	e := opened(t)
	s := sqlstore.New(e)
	small := storetest.Stored(t, s)
	fill(t, e)
	for range 3 {
		_, err := s.Create(t.Context(), &account.Change{Account: large()})
		wantFull(t, err)
	}
	page, err := s.List(t.Context(), account.Query{Count: true})
	if err != nil || page.Total != 1 {
		t.Errorf("reading told of %d accounts, %v", page.Total, err)
	}
	if _, err := s.Update(t.Context(), small.ID, func(c *account.Change) error {
		c.Account.FirstName = "Ada"
		return nil
	}); err != nil {
		t.Errorf("what fits was refused: %v", err)
	}
	empty(t, e)
	if _, err := s.Create(t.Context(), &account.Change{Account: large()}); err != nil {
		t.Errorf("with space again: %v", err)
	}
	if err := e.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestOneWriteThatDoesNotFitDoesNotHarmItsGroup(t *testing.T) {
	e := opened(t)
	fill(t, e)
	release := hold(t, e)
	var fns []func(sqlstore.Conn) error
	for i := range 20 {
		fns = append(fns, func(c sqlstore.Conn) error {
			key := fmt.Sprint(i)
			if i%5 == 4 {
				key += strings.Repeat("x", 100_000)
			}
			return hit(t.Context(), c, key)
		})
	}
	outcomes := queue(t, e, fns...)
	held := release()
	kept := hits(t, e)
	if kept["held"] != (held == nil) {
		t.Errorf("the first was told %v, kept: %v", held, kept["held"])
	}
	for i, outcome := range outcomes {
		err := <-outcome
		switch {
		case i%5 == 4 && err == nil:
			t.Errorf("operation %d fitted", i)
		case i%5 != 4 && kept[fmt.Sprint(i)] != (err == nil):
			t.Errorf("operation %d was told %v, kept: %v", i, err, kept[fmt.Sprint(i)])
		}
	}
}

func TestAnImportThatDoesNotFitKeepsNothingEvenIfNobodyLooks(t *testing.T) {
	e := opened(t)
	s := sqlstore.New(e)
	storetest.Stored(t, s)
	fill(t, e)
	err := s.Import(t.Context(), func(insert func(account.Account) error) error {
		for i := range 50 {
			a := large()
			if i%2 == 0 {
				a = storetest.Account()
			}
			a.ID = account.ID(100 + i)
			_ = insert(a)
		}
		return nil
	})
	wantFull(t, err)
	empty(t, e)
	page, err := s.List(t.Context(), account.Query{Count: true})
	if err != nil || page.Total != 1 {
		t.Errorf("%d accounts are there, %v, want 1", page.Total, err)
	}
}
