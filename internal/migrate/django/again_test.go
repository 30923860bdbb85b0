package django_test

import (
	"errors"
	"strings"
	"testing"

	"perfil/internal/account"
	"perfil/internal/migrate"
	"perfil/internal/migrate/django"
	"perfil/internal/migrate/djangotest"
	"perfil/internal/migrate/migratetest"
	"perfil/internal/token"
)

func TestASecondRunBringsOnlyWhatChanged(t *testing.T) {
	app, p := newApplication(t), newPerfil(t)
	p.mustBring(t, app, migrate.MergeOptions{})
	p.mustBring(t, app, migrate.MergeOptions{}).Wants(t,
		"11 read, 0 added, 0 changed, 11 unchanged, 0 missing, 0 deleted, 0 refused")

	picture := p.Find(t, account.Key{Username: "staff"}).Avatar
	app.sql(t,
		"UPDATE users_users SET first_name = 'Changed', is_active = 0 WHERE username = 'staff'",
		"UPDATE users_users SET username = 'renamed' WHERE username = 'nobody'",
		"DELETE FROM users_users WHERE username = 'argon2'",
		"INSERT INTO users_users SELECT 900, password, last_login, is_superuser, 'new', is_staff, is_active, date_joined, 'new@example.com', first_name, last_name, number_phone, NULL, newsletter FROM users_users WHERE username = 'renamed'",
	)
	r := p.mustBring(t, app, migrate.MergeOptions{})
	r.Wants(t, "11 read, 1 added, 2 changed, 8 unchanged, 1 missing, 0 deleted, 0 refused")
	staff := p.Find(t, account.Key{Username: "staff"})
	if staff.FirstName != "Changed" || staff.Status != account.StatusInactive || staff.Version != 2 {
		t.Errorf("%+v", staff)
	}
	if _, err := p.Avatar(t.Context(), staff.Avatar); err != nil || staff.Avatar == picture {
		t.Errorf("the avatar is %s, %v", staff.Avatar, err)
	}
	p.Find(t, account.Key{Username: "renamed"})
	p.Find(t, account.Key{Username: "argon2"})
	r = p.mustBring(t, app, migrate.MergeOptions{DeleteMissing: true})
	r.Wants(t, "11 read, 0 added, 0 changed, 11 unchanged, 0 missing, 1 deleted, 0 refused")
	if _, err := p.Store.Find(t.Context(), account.Key{Username: "argon2"}); !errors.Is(err, account.NotFound) {
		t.Errorf("%v", err)
	}
	p.mustBring(t, app, migrate.MergeOptions{DeleteMissing: true}).Wants(t,
		"11 read, 0 added, 0 changed, 11 unchanged, 0 missing, 0 deleted, 0 refused")
}

func TestTwoWhoSwapTheirAddressesBothFollow(t *testing.T) {
	app, p := newApplication(t), newPerfil(t)
	p.mustBring(t, app, migrate.MergeOptions{})
	app.sql(t,
		"UPDATE users_users SET email = 'third@example.com' WHERE username = 'staff'",
		"UPDATE users_users SET email = 'staff@example.com' WHERE username = 'bcrypt'",
	)
	r := p.mustBring(t, app, migrate.MergeOptions{})
	r.Wants(t, "11 read, 0 added, 2 changed, 9 unchanged, 0 missing, 0 deleted, 0 refused")
	if a := p.Find(t, account.Key{Email: "staff@example.com"}); a.Username != "bcrypt" {
		t.Errorf("the address is that of %s", a.Username)
	}
}

func TestWhatWasChangedHereIsNotOverwrittenUnlessTheOperatorSaysSo(t *testing.T) {
	app, p := newApplication(t), newPerfil(t)
	p.mustBring(t, app, migrate.MergeOptions{})
	name := "Here"
	staff := app.Called(t, "staff")
	_, err := p.UpdateAccount(t.Context(), p.Operator, account.ID(staff.ID), account.AdminChange{
		Terms: account.Widest, Profile: account.ProfileChange{FirstName: &name},
	})
	must(t, err)
	must(t, p.DeleteAccount(t.Context(), p.Operator, account.ID(app.Called(t, "bcrypt").ID)))
	p.mustBring(t, app, migrate.MergeOptions{}).Wants(t,
		"11 read, 0 added, 0 changed, 11 unchanged, 0 missing, 0 deleted, 0 refused")

	app.sql(t, "UPDATE users_users SET first_name = 'There' WHERE username IN ('staff', 'bcrypt')")
	r := p.mustBring(t, app, migrate.MergeOptions{SkipBad: true})
	r.Wants(t, "11 read, 0 added, 0 changed, 9 unchanged, 0 missing, 0 deleted, 2 refused")
	if a := p.Find(t, account.Key{Username: "staff"}); a.FirstName != "Here" {
		t.Errorf("the name is %s", a.FirstName)
	}
	if got := migratetest.Sorted(r.Refusals); !strings.Contains(got, "changed here") || !strings.Contains(got, "deleted here") {
		t.Error(got)
	}
	r = p.mustBring(t, app, migrate.MergeOptions{Overrule: true})
	r.Wants(t, "11 read, 0 added, 2 changed, 9 unchanged, 0 missing, 0 deleted, 0 refused")
	if a := p.Find(t, account.Key{Username: "staff"}); a.FirstName != "There" {
		t.Errorf("the name is %s", a.FirstName)
	}
}

func TestASourceThatIsEmptyDeletesNobody(t *testing.T) {
	app, p := newApplication(t), newPerfil(t)
	p.mustBring(t, app, migrate.MergeOptions{})
	app.sql(t, "DELETE FROM users_users")
	r, err := p.bring(t, app.database, "", django.Options{}, migrate.MergeOptions{DeleteMissing: true})
	if err == nil || r.Deleted != 0 {
		t.Errorf("%v, %s", err, r.Counts())
	}
	p.Find(t, account.Key{Username: "staff"})
}

func TestTwoSystemsLiveInOneServer(t *testing.T) {
	one, p := newApplication(t), newPerfil(t)
	p.mustBring(t, one, migrate.MergeOptions{As: "one"})
	two := &application{database: one.database, media: one.media}
	two.sql(t, "UPDATE users_users SET username = username || '-two', email = 'two-' || email")
	r, err := p.bring(t, two.database, two.media, django.Options{}, migrate.MergeOptions{As: "two"})
	if !errors.Is(err, migrate.ErrRefused) || r.Refused != 11 || !strings.Contains(r.Refusals[1], `id 1 is taken by the account of "pbkdf2_sha256"`) {
		t.Errorf("%v\n%s", err, migratetest.Sorted(r.Refusals))
	}
	p.mustBring(t, two, migrate.MergeOptions{As: "two", Renumber: true}).Wants(t,
		"11 read, 11 added, 0 changed, 0 unchanged, 0 missing, 0 deleted, 0 refused")
	p.mustBring(t, two, migrate.MergeOptions{As: "two", Renumber: true}).Wants(t,
		"11 read, 0 added, 0 changed, 11 unchanged, 0 missing, 0 deleted, 0 refused")
	two.sql(t, "UPDATE users_users SET username = username || '-three', email = 'three-' || email")
	p.mustBring(t, two, migrate.MergeOptions{As: "three", IDOffset: 1000})
	if a := p.Find(t, account.Key{Username: "staff-two-three"}); a.ID != account.ID(1000+one.Called(t, "staff").ID) {
		t.Errorf("the id is %d", a.ID)
	}
}

// Somebody who tried it before the switch must not stand in its way.
func TestASignInHereIsNoChangeButANewPasswordIs(t *testing.T) {
	app, p := newApplication(t), newPerfil(t)
	p.mustBring(t, app, migrate.MergeOptions{})
	for _, name := range []string{"staff", "bcrypt"} {
		who := app.Called(t, name)
		_, err := p.SignIn(t.Context(), account.SignIn{Shape: account.ShapePair, Login: account.Key{Email: who.Email}, Password: *who.Password})
		must(t, err)
	}
	must(t, p.SetPassword(t.Context(), p.Operator, account.ID(app.Called(t, "bcrypt").ID), "Quiet-harbor-10"))
	signedIn := p.Find(t, account.Key{Username: "staff"}).LastLoginAt
	app.sql(t, "UPDATE users_users SET last_login = '2024-05-05 05:05:05', first_name = 'There' WHERE username IN ('staff', 'bcrypt')")
	r := p.mustBring(t, app, migrate.MergeOptions{SkipBad: true})
	r.Wants(t, "11 read, 0 added, 1 changed, 9 unchanged, 0 missing, 0 deleted, 1 refused")
	if a := p.Find(t, account.Key{Username: "staff"}); a.FirstName != "There" || !a.LastLoginAt.Equal(signedIn) {
		t.Errorf("%+v", a)
	}
	if a := p.Find(t, account.Key{Username: "bcrypt"}); a.FirstName == "There" {
		t.Errorf("%+v", a)
	}
}

// Two systems that moved in both have a user 7. Which one a token means is told
// by the secret that it was signed with.
func TestATokenMeansTheUserOfTheSystemThatIssuedIt(t *testing.T) {
	app := newApplication(t)
	former, err := token.NewHMAC("shop", []byte(djangotest.Secret))
	must(t, err)
	former.Source = "shop"
	p := &perfil{migratetest.New(t, "the secret of Perfil itself, 32 bytes or more", former)}
	elsewhere := `{"id":7,"username":"other","email":"other@example.com","role":"admin","status":"active","password_hash":"!","created_at":"2024-01-01T00:00:00Z"}`
	_, err = migrate.Import(t.Context(), p.Service, p.Operator, migrate.NewJSONL(strings.NewReader(elsewhere)), migrate.Options{})
	must(t, err)
	who := app.Called(t, "staff")
	if _, err := p.Authenticate(t.Context(), who.Access); !errors.Is(err, account.Gone) {
		t.Errorf("before anybody came: %v", err)
	}
	p.mustBring(t, app, migrate.MergeOptions{As: "shop", Renumber: true})
	staff := p.Find(t, account.Key{Username: "staff"})
	if who.ID != 7 || staff.ID == 7 {
		t.Fatalf("staff is %d there and %d here", who.ID, staff.ID)
	}
	for range 2 { // the second time from memory
		actor, err := p.Authenticate(t.Context(), who.Access)
		must(t, err)
		if actor.ID() != staff.ID {
			t.Errorf("the token is that of %d, want %d", actor.ID(), staff.ID)
		}
	}
	pair, err := p.Refresh(t.Context(), who.Refresh, account.Client{})
	must(t, err)
	if pair.Account.ID != staff.ID {
		t.Errorf("the new tokens are those of %d, want %d", pair.Account.ID, staff.ID)
	}
	actor, err := p.Authenticate(t.Context(), pair.Access)
	must(t, err)
	if actor.ID() != staff.ID {
		t.Errorf("the new token is that of %d, want %d", actor.ID(), staff.ID)
	}
	must(t, p.DeleteAccount(t.Context(), p.Operator, staff.ID))
	if _, err := p.Authenticate(t.Context(), who.Access); !errors.Is(err, account.Gone) && !errors.Is(err, account.Unauthenticated) {
		t.Errorf("of a deleted account: %v", err)
	}
}
