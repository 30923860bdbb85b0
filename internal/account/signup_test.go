package account_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"perfil/internal/account"
)

func TestASignUpMakesAnActiveUserWhoIsSignedIn(t *testing.T) {
	ada := newWorld(t).join("ada")
	ada.wantIn()
	a := ada.stored()
	if a.Role != account.RoleUser || a.Status != account.StatusActive || !a.CreatedAt.Equal(ada.clock()) || a.Version != 1 {
		t.Errorf("stored: %+v", a)
	}
	if !strings.HasPrefix(string(a.PasswordHash), "$argon2id$") {
		t.Error("the password is not hashed with argon2id")
	}
}

func TestASignUpTellsEverythingThatIsWrongAtOnce(t *testing.T) {
	w := newWorld(t)
	w.join("ada")
	_, err := w.SignUp(t.Context(), account.SignUp{
		Terms: terms, Username: "ada", Email: "nope", Password: "1", Phone: "12345678901",
		FirstName: strings.Repeat("ñ", 201),
		Refused:   []account.Violation{{Field: account.FieldLastName, Code: account.NotText}},
	})
	wantKind(t, err, account.Invalid)
	var got []string
	for _, v := range account.ErrorOf(err).Violations {
		got = append(got, v.String())
	}
	want := []string{
		"password is too weak: it must have at least 8 characters",
		"password is too weak: it is one of the most common passwords",
		"password is too weak: it is nothing but digits",
		"username is taken",
		"email has the wrong format",
		"first_name is longer than 200 characters",
		"last_name is not text",
		"phone is longer than 10 characters",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

func TestWhatIsOnlyTakenIsAConflict(t *testing.T) {
	w := newWorld(t)
	w.join("ada")
	_, err := w.SignUp(t.Context(), account.SignUp{Terms: terms, Username: "ada", Email: " ADA@Example.com ", Password: goodPassword})
	wantKind(t, err, account.Conflict)
	e := account.ErrorOf(err)
	if !e.Has(account.FieldUsername, account.Taken) || !e.Has(account.FieldEmail, account.Taken) || len(e.Violations) != 2 {
		t.Errorf("violations: %v", e.Violations)
	}
}

func TestOfManySignUpsWithOneEmailOneIsMade(t *testing.T) {
	w := newWorld(t)
	var wg sync.WaitGroup
	made := make(chan account.ID, 32)
	for i := range 32 {
		wg.Go(func() {
			g, err := w.SignUp(t.Context(), account.SignUp{
				Terms: terms, Username: fmt.Sprintf("racer%d", i), Email: "same@example.com", Password: goodPassword,
			})
			if err == nil {
				made <- g.Account.ID
			} else if account.ErrorOf(err).Kind != account.Conflict {
				t.Errorf("a loser got %v", err)
			}
		})
	}
	wg.Wait()
	if len(made) != 1 {
		t.Errorf("%d accounts were made", len(made))
	}
}

func TestAMadeUsernameIsUniqueWhateverTheAddress(t *testing.T) {
	w := newWorld(t)
	names := map[string]bool{}
	emails := []string{"'*'@odd.example.com", "juan@" + strings.Repeat("l", 30) + ".com", strings.Repeat("x", 60) + "@example.com"}
	for i := range 10 {
		emails = append(emails, "juan@h"+string(rune('a'+i))+".example.com")
	}
	for _, email := range emails {
		g, err := w.SignUp(t.Context(), account.SignUp{
			Terms: account.Terms{Shape: account.ShapeSingle, EmailMax: 150, NameMax: 100}, MakeUsername: true, Email: email, Password: goodPassword, Name: ptr("Juan Pérez"),
		})
		must(t, err)
		if name := g.Account.Username; name == "" || names[name] {
			t.Errorf("%s got the user name %q", email, name)
		}
		names[g.Account.Username] = true
		if g.Refresh != "" {
			t.Error("a contract with single tokens got a refresh token")
		}
	}
}

func TestARegistrationSplitsTheNameAtTheFirstSpace(t *testing.T) {
	w := newWorld(t)
	g, err := w.SignUp(t.Context(), account.SignUp{
		Terms: account.Terms{Shape: account.ShapeSingle, EmailMax: 150, NameMax: 100}, MakeUsername: true, Email: "m@example.com", Password: goodPassword, Name: ptr("  María José García "),
	})
	must(t, err)
	if a := g.Account; a.FirstName != "María" || a.LastName != "José García" {
		t.Errorf("first %q, last %q", a.FirstName, a.LastName)
	}
}
