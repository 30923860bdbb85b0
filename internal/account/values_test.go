package account_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"perfil/internal/account"
)

func TestANameReadsBackAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := account.Account{FirstName: rapid.String().Draw(t, "first"), LastName: rapid.String().Draw(t, "last")}
		written := strings.TrimSpace(rapid.StringOf(rapid.RuneFrom([]rune("aé 李\t\u00a0\u2028'<"))).Draw(t, "name"))
		a.SetName(written)
		if got := a.Name(); got != written {
			t.Fatalf("wrote %q, read %q", written, got)
		}
	})
}

func TestWritingTheNameThatIsThereMovesNothing(t *testing.T) {
	for _, a := range []account.Account{
		{FirstName: "María José", LastName: "García López"},
		{LastName: "Solapellido"},
		{FirstName: "Prince"},
		{},
	} {
		before := a
		a.SetName(" " + a.Name() + " ")
		if a != before {
			t.Errorf("%q | %q became %q | %q", before.FirstName, before.LastName, a.FirstName, a.LastName)
		}
	}
}

func TestEmailGrammars(t *testing.T) {
	for email, want := range map[string]struct{ lenient, strict bool }{
		"juan@example.com":           {true, true},
		"juan+tag@example.com":       {true, true},
		"o'hara@example.com":         {true, true},
		"a@localhost":                {false, true},
		"a@[127.0.0.1]":              {true, true},
		"a@[300.0.0.1]":              {true, false},
		"a@[::1]":                    {false, true},
		`"quoted"@example.com`:       {true, true},
		"a@ñandú.com":                {true, true},
		"ñandú@example.com":          {true, false},
		"a@b.c":                      {true, false},
		"a@b..co":                    {true, false},
		"a@-b.co":                    {true, false},
		"a@b.co-":                    {true, false},
		".a@example.com":             {true, false},
		"<a@b.co>":                   {true, false},
		"a@b":                        {false, false},
		"a@@b.co":                    {false, false},
		"a b@c.co":                   {false, false},
		"@b.co":                      {false, false},
		"a@":                         {false, false},
		"nope":                       {false, false},
		"a@b.co\n":                   {false, false},
		strings.Repeat("a", 100_000): {false, false},
	} {
		if got := account.EmailLenient.Matches(email); got != want.lenient {
			t.Errorf("lenient %.40q: %v", email, got)
		}
		if got := account.EmailStrict.Matches(email); got != want.strict {
			t.Errorf("strict %.40q: %v", email, got)
		}
	}
}

func FuzzEmail(f *testing.F) {
	f.Add("a@ñandú.com")
	f.Add(`"\\"@[::1]`)
	f.Fuzz(func(t *testing.T, s string) {
		s = account.NormalizeEmail(s)
		if again := account.NormalizeEmail(s); again != s {
			t.Errorf("%q is normalised to %q", s, again)
		}
		account.EmailLenient.Matches(s)
		account.EmailStrict.Matches(s)
	})
}

func TestNamesOfKindsAndRolesReadBack(t *testing.T) {
	for _, r := range []account.Role{account.RoleUser, account.RoleOperator, account.RoleAdmin} {
		if got, err := account.ParseRole(r.String()); err != nil || got != r {
			t.Errorf("%v reads back as %v, %v", r, got, err)
		}
		if got, ok := account.RoleByNumber(int64(r.Number())); !ok || got != r {
			t.Errorf("%v reads back from its number as %v", r, got)
		}
	}
	for _, s := range []account.Status{account.StatusActive, account.StatusInactive, account.StatusSuspended} {
		if got, err := account.ParseStatus(s.String()); err != nil || got != s {
			t.Errorf("%v reads back as %v, %v", s, got, err)
		}
	}
	seen := map[string]bool{}
	for _, k := range account.AllKinds() {
		if name := k.String(); name == "" || seen[name] {
			t.Errorf("kind %d has the name %q", k, name)
		}
		seen[k.String()] = true
	}
}
