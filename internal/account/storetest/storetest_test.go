package storetest_test

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"testing"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/sqlstore"
	"perfil/internal/sqlstore/sqlite"
)

func opened(t *testing.T) account.Store {
	t.Helper()
	e, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "perfil.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return sqlstore.New(e)
}

func TestACompleteAccountHasNoFieldThatIsZero(t *testing.T) {
	a := reflect.ValueOf(storetest.Account(storetest.Complete, storetest.Numbered(1)))
	seen := map[any]string{}
	for i := range a.NumField() {
		name := a.Type().Field(i).Name
		if a.Field(i).IsZero() {
			t.Errorf("%s is zero", name)
		}
		value := a.Field(i).Interface()
		if other, twice := seen[value]; twice {
			t.Errorf("%s is the same as %s", name, other)
		}
		seen[value] = name
	}
}

func TestASessionAndATicketHaveNoFieldThatIsZero(t *testing.T) {
	session, ticket := storetest.Session(), storetest.Ticket(1, account.PurposeReset)
	session.Account = 1
	for _, built := range []reflect.Value{reflect.ValueOf(session), reflect.ValueOf(ticket)} {
		for i := range built.NumField() {
			if built.Field(i).IsZero() {
				t.Errorf("%s is zero", built.Type().Field(i).Name)
			}
		}
	}
}

func TestAccountsDoNotGetInEachOthersWay(t *testing.T) {
	s := opened(t)
	for range 100 {
		storetest.Stored(t, s)
	}
}

// TestTheNthCallFails calls every method of a Store that can fail, once.
func TestTheNthCallFails(t *testing.T) {
	bad := errors.New("bad day")
	storeType := reflect.TypeFor[account.Store]()
	for i := range storeType.NumMethod() {
		m := storeType.Method(i)
		if m.Name == "Watch" || m.Name == "Close" {
			continue
		}
		s := reflect.ValueOf(storetest.Failing(opened(t), 1, bad))
		args := []reflect.Value{reflect.ValueOf(context.Background())}
		for n := 1; n < m.Type.NumIn(); n++ {
			args = append(args, reflect.Zero(m.Type.In(n)))
		}
		results := s.MethodByName(m.Name).Call(args)
		if err, _ := results[len(results)-1].Interface().(error); !errors.Is(err, bad) {
			t.Errorf("%s did not fail, it returned %v", m.Name, err)
		}
	}
}

func TestOnlyTheNthCallFails(t *testing.T) {
	bad := errors.New("bad day")
	s := storetest.Failing(opened(t), 2, bad)
	for i, want := range []error{nil, bad, nil} {
		if err := s.Ping(t.Context()); !errors.Is(err, want) {
			t.Errorf("call %d returned %v, want %v", i+1, err, want)
		}
	}
}
