package django_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"perfil/internal/account"
	"perfil/internal/migrate"
	"perfil/internal/migrate/django"
	"perfil/internal/migrate/djangotest"
	"perfil/internal/migrate/migratetest"
	"perfil/internal/migrate/sqlfile"
)

// everywhere runs a story with each database that Django may have had. What
// Perfil has does not depend on that: it is SQLite once, else PostgreSQL.
func everywhere(t *testing.T, arguments []string, story func(*testing.T, *application, *perfil)) {
	migratetest.Formers(t, func(t *testing.T, source string) {
		app := newApplicationOn(t, source, arguments...)
		if migratetest.Kind(source) == "mysql" {
			story(t, app, newPerfil(t))
		} else {
			story(t, app, &perfil{migratetest.NewOnPostgres(t, djangotest.Secret)})
		}
	})
}

func TestAnApplicationMovesFromEveryDatabase(t *testing.T) {
	everywhere(t, []string{"--users", "300"}, func(t *testing.T, app *application, p *perfil) {
		p.mustBring(t, app, migrate.MergeOptions{}).Wants(t, "311 read, 311 added, 0 changed, 0 unchanged, 0 missing, 0 deleted, 0 refused")
		who := app.Called(t, "staff")
		a := p.Find(t, account.Key{Username: "staff"})
		if a.ID != account.ID(who.ID) || a.Phone != "3001234567" || a.Avatar == "" || a.Role != account.RoleOperator || a.Status != account.StatusActive {
			t.Errorf("%+v", a)
		}
		if a := p.Find(t, account.Key{Username: "emoji"}); a.Name() != "🦊 密码" {
			t.Errorf("the name is %q", a.Name())
		}
		if a := p.Find(t, account.Key{Username: "bcrypt"}); a.CreatedAt.Format("2006-01-02T15:04:05.999999999Z07:00") != "2024-01-15T10:30:00.123456Z" {
			t.Errorf("joined %s", a.CreatedAt)
		}
		_, err := p.SignIn(t.Context(), account.SignIn{Shape: account.ShapePair, Login: account.Key{Email: who.Email}, Password: *who.Password})
		must(t, err)
		if _, err := p.Authenticate(t.Context(), who.Access); err != nil {
			t.Error(err)
		}
		made, err := p.CreateAccount(t.Context(), p.Operator, account.NewAccount{Username: "later", Email: "later@example.com", Password: "Quiet-harbor-10"})
		if err != nil || int(made.ID) <= 311 {
			t.Errorf("a new account gets id %d, %v", made.ID, err)
		}

		p.mustBring(t, app, migrate.MergeOptions{}).Wants(t, "311 read, 0 added, 0 changed, 311 unchanged, 0 missing, 0 deleted, 0 refused")
		app.sql(t,
			"UPDATE users_users SET first_name = 'Changed', is_active = false WHERE username = 'superuser'",
			"DELETE FROM users_users WHERE username = 'argon2'")
		p.mustBring(t, app, migrate.MergeOptions{DeleteMissing: true}).Wants(t, "310 read, 0 added, 1 changed, 309 unchanged, 0 missing, 1 deleted, 0 refused")
		if a := p.Find(t, account.Key{Username: "superuser"}); a.FirstName != "Changed" || a.Status != account.StatusInactive {
			t.Errorf("%+v", a)
		}
		if _, err := p.Store.Find(t.Context(), account.Key{Username: "argon2"}); !errors.Is(err, account.NotFound) {
			t.Errorf("%v", err)
		}
	})
}

func TestDirtyRowsOfEveryDatabaseAreListed(t *testing.T) {
	everywhere(t, []string{"--dirty"}, func(t *testing.T, app *application, p *perfil) {
		r, err := p.bring(t, app.database, app.media, django.Options{}, migrate.MergeOptions{})
		if !errors.Is(err, migrate.ErrRefused) || p.Total(t) != 0 {
			t.Errorf("%v, %d accounts are there", err, p.Total(t))
		}
		for i, want := range dirtyReasons {
			if got := r.Refusals[app.Dirty[i]]; !strings.Contains(got, want) {
				t.Errorf("row %d: %q, want %q", app.Dirty[i], got, want)
			}
		}
		if len(r.Refusals) != len(app.Dirty) {
			t.Error(migratetest.Sorted(r.Refusals))
		}
		p.mustBring(t, app, migrate.MergeOptions{SkipBad: true}).Wants(t, "19 read, 11 added, 0 changed, 0 unchanged, 0 missing, 0 deleted, 8 refused")
	})
}

func TestAccountsGoBackToEveryDatabase(t *testing.T) {
	migratetest.Formers(t, func(t *testing.T, source string) {
		app, here, again := newApplicationOn(t, source), newPerfil(t), newPerfil(t)
		here.mustBring(t, app, migrate.MergeOptions{})
		quotes := `O'Brien\ -- "x"; DROP TABLE users_users; 🦊`
		_, err := here.UpdateAccount(t.Context(), here.Operator, 1, account.AdminChange{Terms: account.Widest, Profile: account.ProfileChange{LastName: &quotes}})
		must(t, err)
		sql, done, lost := here.export(t, django.TargetOptions{
			Dialect: sqlfile.Dialect(migratetest.Kind(source)), Table: "users_users",
			Map: map[string]string{"phone": "number_phone"}, Set: map[string]string{"newsletter": "false"},
		})
		if done.Written != 11 || len(lost) != 1 {
			t.Errorf("%+v %q", done, lost)
		}
		app.sql(t, "DELETE FROM users_users WHERE id > 5", sql)
		_, err = again.bring(t, app.database, "", django.Options{}, migrate.MergeOptions{})
		must(t, err)
		if diff := cmp.Diff(here.all(t), again.all(t)); diff != "" {
			t.Error(diff)
		}
	})
}

// What the application kept of people who were there before is nothing that Perfil
// knows better; only rows that are new need a value.
func TestAWayBackLeavesTheColumnsOfTheApplicationAsTheyAre(t *testing.T) {
	migratetest.Formers(t, func(t *testing.T, source string) {
		app, p := newApplicationOn(t, source), newPerfil(t)
		yes, no := "TRUE", "NOT newsletter"
		if migratetest.Kind(source) == "sqlite" {
			yes, no = "1", "newsletter = 0"
		}
		app.sql(t, "UPDATE users_users SET newsletter = "+yes)
		p.mustBring(t, app, migrate.MergeOptions{})
		app.sql(t, "DELETE FROM users_users WHERE username = 'nobody'")
		sql, _, _ := p.export(t, django.TargetOptions{
			Dialect: sqlfile.Dialect(migratetest.Kind(source)), Table: "users_users", Set: map[string]string{"newsletter": "false"},
		})
		// The name of the others shows that their rows were written.
		app.sql(t, "UPDATE users_users SET last_name = 'Elsewhere'", sql,
			"DELETE FROM users_users WHERE last_name = 'Elsewhere'", "DELETE FROM users_users WHERE "+no)
		again := newPerfil(t)
		again.mustBring(t, app, migrate.MergeOptions{}).Wants(t, "10 read, 10 added, 0 changed, 0 unchanged, 0 missing, 0 deleted, 0 refused")
		if _, err := again.Store.Find(t.Context(), account.Key{Username: "nobody"}); err == nil {
			t.Error("the row that is new has not the value that it was given")
		}
	})
}
