package contracttest

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/account/storetest"
	"perfil/internal/token"
)

// Person is somebody with an account. The password of all is Password.
type Person struct {
	Nick    string // by which the tests call them
	Account account.Account
}

// Password is everybody's.
const Password = "Correct-Horse-9"

// usual are the people of every World: somebody with every value set, somebody
// with none, one of each role, and those who may not come in.
func usual() []Person {
	joined := time.Date(2024, 1, 15, 10, 30, 0, 999_000_000, time.UTC)
	person := func(id account.ID, nick string, change func(*account.Account)) Person {
		a := account.Account{
			ID: id, Username: nick, Email: nick + "@example.com", CreatedAt: joined, Version: 1,
		}
		change(&a)
		return Person{Nick: nick, Account: a}
	}
	return []Person{
		person(2, "ada", func(a *account.Account) {
			a.FirstName, a.LastName, a.Phone = "Ada", "O'Brien <&> Núñez", "3001112233"
			a.LastLoginAt = joined.Add(24 * time.Hour)
		}),
		person(3, "bare", func(*account.Account) {}),
		person(4, "olga", func(a *account.Account) { a.Role = account.RoleOperator }),
		person(5, "root", func(a *account.Account) { a.Role = account.RoleAdmin }),
		person(6, "ina", func(a *account.Account) { a.Status = account.StatusInactive }),
		person(7, "sam", func(a *account.Account) { a.Status = account.StatusSuspended }),
	}
}

// readPerson reads "john {"id":1,"username":"john_doe"}", with the keys of an
// export. What is left out is unset.
func readPerson(t testing.TB, line string) Person {
	t.Helper()
	nick, text, _ := strings.Cut(line, " ")
	var in struct {
		ID                             account.ID
		Username, Email, Phone, Avatar string
		FirstName                      string    `json:"first_name"`
		LastName                       string    `json:"last_name"`
		CreatedAt                      time.Time `json:"created_at"`
		LastLoginAt                    time.Time `json:"last_login_at"`
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	must(t, decoder.Decode(&in))
	return Person{Nick: nick, Account: account.Account{
		ID: in.ID, Username: in.Username, Email: in.Email, FirstName: in.FirstName, LastName: in.LastName,
		Phone: in.Phone, Avatar: in.Avatar, CreatedAt: in.CreatedAt, LastLoginAt: in.LastLoginAt, Version: 1,
	}}
}

// settle stores the people as they are, past the rules for new accounts: the
// documents show values that no picture of ours could have.
func (w *World) settle(t testing.TB, people []Person) {
	t.Helper()
	hash, err := w.hasher.Hash(context.Background(), Password)
	must(t, err)
	must(t, w.store.Import(context.Background(), func(insert func(account.Account) error) error {
		for _, p := range people {
			p.Account.PasswordHash = hash
			w.people[p.Nick] = p
			if err := insert(p.Account); err != nil {
				return err
			}
		}
		return nil
	}))
}

// ID is the id of somebody's account, or the number in #99, which is nobody's.
func (w *World) ID(t testing.TB, nick string) account.ID {
	t.Helper()
	if number, ok := strings.CutPrefix(nick, "#"); ok {
		id, err := strconv.ParseInt(number, 10, 64)
		must(t, err)
		return account.ID(id)
	}
	p, ok := w.people[nick]
	if !ok {
		t.Fatalf("there is nobody called %q", nick)
	}
	return p.Account.ID
}

// Ticket issues what somebody gets by mail to set a new password. The n-th of a
// World is the same in every run.
func (w *World) Ticket(t testing.TB, nick string) string {
	t.Helper()
	a, err := w.store.Find(t.Context(), account.Key{ID: w.ID(t, nick)})
	must(t, err)
	text, err := w.issue(&a)
	must(t, err)
	return text
}

func (w *World) issue(a *account.Account) (string, error) {
	w.tickets++
	text := fmt.Sprintf("ticket-number-%d", w.tickets)
	return text, storetest.Issue(context.Background(), w.store, account.Ticket{
		Digest: token.DigestOf(text), Account: a.ID, Purpose: account.PurposeReset,
		Email: a.Email, ExpiresAt: w.Now().Add(time.Hour),
	})
}
