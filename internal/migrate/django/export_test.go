package django_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"perfil/internal/account"
	"perfil/internal/migrate"
	"perfil/internal/migrate/django"
	"perfil/internal/migrate/sqlfile"
)

// export writes the accounts as SQL for an application on SQLite.
func (p *perfil) export(t *testing.T, o django.TargetOptions) (sql string, done migrate.Exported, lost []string) {
	t.Helper()
	var out bytes.Buffer
	target, err := django.NewTarget(&out, o)
	must(t, err)
	done, err = migrate.ExportTo(t.Context(), p.Service, p.Operator, target, migrate.ExportOptions{Lost: func(id account.ID, what []string) {
		lost = append(lost, fmt.Sprintf("%d: %s", id, strings.Join(what, "; ")))
	}})
	must(t, err)
	return out.String(), done, lost
}

// all are the accounts with what another system keeps of them.
func (p *perfil) all(t *testing.T) (all []account.Account) {
	t.Helper()
	must(t, p.Store.Each(t.Context(), func(a account.Account) error {
		a.Version, a.Avatar = 0, ""
		all = append(all, a)
		return nil
	}))
	return all
}

func TestAccountsGoOutAndBackAndNothingIsLost(t *testing.T) {
	app, here, again := newApplication(t, "--users", "600"), newPerfil(t), newPerfil(t)
	here.mustBring(t, app, migrate.MergeOptions{})
	for _, name := range []string{"staff", "bcrypt"} {
		who := app.Called(t, name)
		_, err := here.SignIn(t.Context(), account.SignIn{Shape: account.ShapePair, Login: account.Key{Email: who.Email}, Password: *who.Password})
		must(t, err)
	}
	quotes := `O'Brien\ -- "x"; DROP TABLE users_users; 🦊`
	_, err := here.UpdateAccount(t.Context(), here.Operator, 1, account.AdminChange{Terms: account.Widest, Profile: account.ProfileChange{LastName: &quotes}})
	must(t, err)
	sql, done, lost := here.export(t, django.TargetOptions{
		Dialect: sqlfile.SQLite, Table: "users_users", Map: map[string]string{"phone": "number_phone", "avatar": "avatar"}, Set: map[string]string{"newsletter": "false"},
	})
	if done.Written != 611 || done.Left+done.Lossy != 0 {
		t.Errorf("%+v %q", done, lost)
	}
	app.sql(t, "DELETE FROM users_users WHERE id % 2 = 0", sql)
	r, err := again.bring(t, app.database, "", django.Options{}, migrate.MergeOptions{})
	must(t, err)
	if r.Added != 611 {
		t.Error(r.Counts())
	}
	want, got := here.all(t), again.all(t)
	for i := range want {
		// Django spells the hashes otherwise and counts microseconds.
		want[i].PasswordHash, got[i].PasswordHash = "", ""
		want[i].LastLoginAt = want[i].LastLoginAt.Truncate(1000)
		want[i].ValidAfter = got[i].ValidAfter
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, name := range []string{"staff", "argon2", "bcrypt"} {
		who := app.Called(t, name)
		_, err := again.SignIn(t.Context(), account.SignIn{Shape: account.ShapePair, Login: account.Key{Email: who.Email}, Password: *who.Password})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Django itself must take the hashes that were made here.
func TestDjangoTakesTheHashesThatWereMadeHere(t *testing.T) {
	app, p := newApplication(t), newPerfil(t)
	p.mustBring(t, app, migrate.MergeOptions{})
	who := app.Called(t, "staff")
	_, err := p.SignIn(t.Context(), account.SignIn{Shape: account.ShapePair, Login: account.Key{Email: who.Email}, Password: *who.Password})
	must(t, err)
	sql, _, _ := p.export(t, django.TargetOptions{Dialect: sqlfile.SQLite, Table: "users_users", Set: map[string]string{"newsletter": "false"}})
	app.sql(t, sql)
	script := filepath.Join(t.TempDir(), "check.py")
	must(t, os.WriteFile(script, []byte(`
import sqlite3, sys
from django.conf import settings
settings.configure(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"])
from django.contrib.auth.hashers import check_password
row = sqlite3.connect(sys.argv[1]).execute("SELECT password FROM users_users WHERE username = 'staff'").fetchone()
print(row[0][:17], check_password(sys.argv[2], row[0]), check_password("wrong", row[0]))
`), 0o600))
	out, err := exec.CommandContext(t.Context(), "/usr/bin/python3", script, strings.TrimPrefix(app.database, "sqlite:"), *who.Password).CombinedOutput()
	if want := "argon2$argon2id$v True False\n"; err != nil || string(out) != want {
		t.Errorf("%v: %s", err, out)
	}
}

func TestWhatDoesNotGoBackIsListedInTheFileToo(t *testing.T) {
	p := newPerfil(t)
	hashed := "$pbkdf2-sha256$i=1000,l=32$c2FsdHNhbHRzYWx0$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	lines := fmt.Sprintf(`{"id":1,"username":"a","email":"a@example.com","phone":"123","role":"user","status":"suspended","password_hash":%q,"created_at":"2024-01-01T00:00:00Z"}`, hashed)
	_, err := migrate.Import(t.Context(), p.Service, p.Operator, migrate.NewJSONL(strings.NewReader(lines)), migrate.Options{})
	must(t, err)
	sql, done, lost := p.export(t, django.TargetOptions{Dialect: sqlfile.PostgreSQL})
	if done.Lossy != 1 || len(lost) != 1 {
		t.Errorf("%+v %q", done, lost)
	}
	for _, want := range []string{
		"-- account 1: Django has no hasher for a password hash of pbkdf2-sha256: a new password is needed there\n",
		"-- account 1: the phone has no column (--map phone=COLUMN)\n",
		"-- account 1: suspended becomes inactive, which is all that Django knows\n",
		`(1, 'a', 'a@example.com', '!', '', '', false, false, false, '2024-01-01 00:00:00.000000+00:00', NULL)`,
		`ON CONFLICT ("id") DO UPDATE SET "username" = excluded."username"`,
	} {
		if !strings.Contains(sql, want) {
			t.Errorf("%q is missing in\n%s", want, sql)
		}
	}
}
