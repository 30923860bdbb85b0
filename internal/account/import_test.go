package account_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"perfil/internal/account"
	"perfil/internal/password"
)

// newcomer is an account from elsewhere that is good.
func newcomer() account.Account {
	return account.Account{
		ID: 7, Username: "ada", Email: "ada@example.com", FirstName: "Ada", LastName: "Lovelace", Phone: "1234567890",
		Avatar:       "0123456789abcdef0123456789abcdef.png",
		PasswordHash: "$2b$10$1aha9ZxfFK3q4VVkwfVO0Oi/yrNy7.dUkdUYmOYrOXz1czNpvisPu",
		CreatedAt:    time.Date(2024, 1, 15, 10, 30, 0, 123456789, time.UTC),
		Version:      3,
	}
}

func TestAGoodNewcomerIsTakenAsItIs(t *testing.T) {
	importable, err := account.JudgeImport(newcomer())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(newcomer(), *importable.Account()); diff != "" {
		t.Error(diff)
	}
}

func TestWhatANewcomerBringsIsBroughtIntoForm(t *testing.T) {
	for name, c := range map[string]struct{ given, want func(*account.Account) }{
		"e-mail": {
			func(a *account.Account) { a.Email = "\t ÁDA@Example.COM\u00a0" },
			func(a *account.Account) { a.Email = "áda@example.com" },
		},
		"user name and phone": {
			func(a *account.Account) { a.Username, a.Phone = " ada ", " 12\n" },
			func(a *account.Account) { a.Username, a.Phone = "ada", "12" },
		},
		"names to the letter": {
			func(a *account.Account) { a.FirstName, a.LastName = " A ", "\tB" },
			func(a *account.Account) { a.FirstName, a.LastName = " A ", "\tB" },
		},
		"user name that sign-up refuses": {
			func(a *account.Account) { a.Username = "Ada Lovelace <¡ada!>" },
			func(a *account.Account) { a.Username = "Ada Lovelace <¡ada!>" },
		},
		"no version": {
			func(a *account.Account) { a.Version = 0 },
			func(a *account.Account) { a.Version = 1 },
		},
		"nothing that may be missing": {
			func(a *account.Account) {
				a.FirstName, a.LastName, a.Phone, a.Avatar, a.PasswordHash = "", "", "", "", ""
			},
			func(a *account.Account) {
				a.FirstName, a.LastName, a.Phone, a.Avatar, a.PasswordHash = "", "", "", "", ""
			},
		},
	} {
		given, want := newcomer(), newcomer()
		c.given(&given)
		c.want(&want)
		importable, err := account.JudgeImport(given)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(want, *importable.Account()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// tooLarge says that new accounts need the ids beyond, too.
const tooLarge = "id is not between 1 and 9007194959773695, beyond which are the ids of new accounts"

func TestABadNewcomerIsRefusedWithTheReason(t *testing.T) {
	long := func(n int) string { return strings.Repeat("é", n) }
	for name, c := range map[string]struct {
		change func(*account.Account)
		want   string
	}{
		"id 0":             {func(a *account.Account) { a.ID = 0 }, tooLarge},
		"id -1":            {func(a *account.Account) { a.ID = -1 }, tooLarge},
		"id too large":     {func(a *account.Account) { a.ID = account.ImportIDMax + 1 }, tooLarge},
		"the last id":      {func(a *account.Account) { a.ID = 1<<53 - 1 }, tooLarge},
		"version":          {func(a *account.Account) { a.Version = -1 }, "version is not between 1 and 9007199254740991"},
		"no user name":     {func(a *account.Account) { a.Username = " " }, "username may not be blank"},
		"long user name":   {func(a *account.Account) { a.Username = long(151) }, "username is longer than 150 characters"},
		"NUL in user name": {func(a *account.Account) { a.Username = "a\x00" }, "username contains a NUL character"},
		"no e-mail":        {func(a *account.Account) { a.Email = "" }, "email may not be blank"},
		"no address":       {func(a *account.Account) { a.Email = "ada" }, "email has the wrong format"},
		"long e-mail":      {func(a *account.Account) { a.Email = long(195) + "@b.com" }, "email is longer than 200 characters"},
		"long first name":  {func(a *account.Account) { a.FirstName = long(201) }, "first_name is longer than 200 characters"},
		"NUL in last name": {func(a *account.Account) { a.LastName = "\x00" }, "last_name contains a NUL character"},
		"long phone":       {func(a *account.Account) { a.Phone = "12345678901" }, "phone is longer than 10 characters"},
		"avatar as a path": {func(a *account.Account) { a.Avatar = "../../etc/passwd" }, "avatar has the wrong format"},
		"no such role":     {func(a *account.Account) { a.Role = 3 }, "role is not one of the known values"},
		"no such status":   {func(a *account.Account) { a.Status = 3 }, "status is not one of the known values"},
		"not UTF-8":        {func(a *account.Account) { a.FirstName = "\xff" }, "first_name is not valid UTF-8"},
		"no date":          {func(a *account.Account) { a.CreatedAt = time.Time{} }, "created_at is required"},
		"date long ago":    {func(a *account.Account) { a.CreatedAt = a.CreatedAt.AddDate(-200, 0, 0) }, "created_at is not in the years from 1900 to 2199"},
		"date far off":     {func(a *account.Account) { a.ValidAfter = a.CreatedAt.AddDate(500, 0, 0) }, "valid_after is not in the years from 1900 to 2199"},
		"hash in clear":    {func(a *account.Account) { a.PasswordHash = "hunter2" }, "password_hash is refused: unknown form of password hash"},
		"hash too costly": {func(a *account.Account) {
			a.PasswordHash = "pbkdf2_sha256$2000000000$salt$" + password.Hash(strings.Repeat("A", 43)) + "="
		}, "password_hash is refused: django pbkdf2_sha256: password hash out of bounds"},
		"hash cut off":   {func(a *account.Account) { a.PasswordHash = a.PasswordHash[:30] }, "password_hash is refused: bcrypt: malformed password hash"},
		"unusable, long": {func(a *account.Account) { a.PasswordHash = "!" + password.Hash(long(600)) }, "password_hash is refused"},
		"unusable, NUL":  {func(a *account.Account) { a.PasswordHash = "!\x00" }, "password_hash is refused"},
	} {
		t.Run(name, func(t *testing.T) {
			a := newcomer()
			c.change(&a)
			_, err := account.JudgeImport(a)
			if !errors.Is(err, account.Invalid) {
				t.Fatalf("%v", err)
			}
			reasons := account.ImportReasons(err)
			if len(reasons) != 1 || !strings.HasPrefix(reasons[0], c.want) {
				t.Errorf("%q, want %q", reasons, c.want)
			}
		})
	}
}

func TestEverythingThatIsWrongWithANewcomerIsTold(t *testing.T) {
	a := newcomer()
	a.ID, a.Email, a.Phone, a.PasswordHash, a.CreatedAt = 0, "ada", "12345678901", "hunter2", time.Time{}
	_, err := account.JudgeImport(a)
	want := []string{
		"email has the wrong format", "phone is longer than 10 characters",
		tooLarge, "password_hash is refused: unknown form of password hash", "created_at is required",
	}
	if diff := cmp.Diff(want, account.ImportReasons(err)); diff != "" {
		t.Error(diff)
	}
	if strings.Contains(err.Error(), "hunter2") {
		t.Error("the error repeats what stood in place of the hash")
	}
}
