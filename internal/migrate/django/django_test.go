package django_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/migrate"
	"perfil/internal/migrate/django"
	"perfil/internal/migrate/migratetest"
	"perfil/internal/password"
)

func TestAnApplicationMovesWithEverybodyInIt(t *testing.T) {
	app, p := newApplication(t, "--users", "50"), newPerfil(t)
	r := p.mustBring(t, app, migrate.MergeOptions{})
	if r.Added != 61 || r.Refused != 0 || r.Read != 61 {
		t.Errorf("%+v\n%s", r.Outcome, migratetest.Sorted(r.Refusals))
	}
	a := p.Find(t, account.Key{Username: "bcrypt"})
	joined := time.Date(2024, 1, 15, 10, 30, 0, 123456000, time.UTC)
	if a.ID != 5 || a.FirstName != "María José" || a.LastName != "García" || a.Role != account.RoleUser ||
		a.Status != account.StatusActive || !a.CreatedAt.Equal(joined) || !a.LastLoginAt.Equal(joined) {
		t.Errorf("%+v", a)
	}
	for name, want := range map[string]struct {
		role   account.Role
		status account.Status
	}{
		"superuser": {account.RoleAdmin, account.StatusActive},
		"staff":     {account.RoleOperator, account.StatusActive},
		"inactive":  {account.RoleUser, account.StatusInactive},
	} {
		if a := p.Find(t, account.Key{Username: name}); a.Role != want.role || a.Status != want.status {
			t.Errorf("%s is %s, %s", name, a.Role, a.Status)
		}
	}
	if a := p.Find(t, account.Key{Email: "emoji@example.com"}); a.Name() != "🦊 密码" {
		t.Errorf("the name is %q", a.Name())
	}
	if a := p.Find(t, account.Key{Username: "old"}); a.CreatedAt.Year() != 1955 {
		t.Errorf("joined %s", a.CreatedAt)
	}
}

func TestEverybodySignsInWithTheOldPasswordAndIsOnANewHashThen(t *testing.T) {
	app, p := newApplication(t, "--users", "20"), newPerfil(t)
	p.mustBring(t, app, migrate.MergeOptions{})
	for _, who := range app.People {
		plain := "anything"
		if who.Password != nil {
			plain = *who.Password
		}
		_, err := p.SignIn(t.Context(), account.SignIn{
			Shape: account.ShapePair, Login: account.Key{Email: who.Email}, Password: plain,
		})
		switch {
		case who.Password == nil:
			if !errors.Is(err, account.BadCredentials) {
				t.Errorf("%s has no password and gets %v", who.Username, err)
			}
			continue
		case who.Username == "inactive":
			if !errors.Is(err, account.Inactive) {
				t.Errorf("%s gets %v", who.Username, err)
			}
			continue
		case err != nil:
			t.Errorf("%s: %v", who.Username, err)
			continue
		}
		a := p.Find(t, account.Key{ID: account.ID(who.ID)})
		if form, err := password.Recognize(a.PasswordHash); form != password.Argon2id || err != nil {
			t.Errorf("%s has a hash of %s, %v", who.Username, form, err)
		}
	}
}

func TestTokensOfSimpleJWTGoOn(t *testing.T) {
	app, p := newApplication(t), newPerfil(t)
	p.mustBring(t, app, migrate.MergeOptions{})
	who := app.Called(t, "staff")
	actor, err := p.Authenticate(t.Context(), who.Access)
	must(t, err)
	if actor.ID() != account.ID(who.ID) {
		t.Errorf("the token is that of %d", actor.ID())
	}
	pair, err := p.Refresh(t.Context(), who.Refresh, account.Client{})
	must(t, err)
	if _, err := p.Authenticate(t.Context(), pair.Access); err != nil {
		t.Error(err)
	}
	if _, err := p.Refresh(t.Context(), who.Refresh, account.Client{}); !errors.Is(err, account.Unauthenticated) {
		t.Errorf("a refresh token that was used: %v", err)
	}
}

func TestAvatarsComeAlongAndWhatIsNoneStaysBehindWithANote(t *testing.T) {
	app, p := newApplication(t), newPerfil(t)
	r := p.mustBring(t, app, migrate.MergeOptions{})
	a := p.Find(t, account.Key{Username: "staff"})
	if a.Phone != "3001234567" || a.Avatar == "" {
		t.Fatalf("%+v", a)
	}
	picture, err := p.Avatar(t.Context(), a.Avatar)
	must(t, err)
	if picture.Type != "image/png" {
		t.Errorf("the picture is %s", picture.Type)
	}
	must(t, picture.Close())
	for name, want := range map[string]string{
		"emoji": "the avatar stays behind, because its file is not there",
		"old":   "the avatar stays behind: avatar is not a usable image",
	} {
		a := p.Find(t, account.Key{Username: name})
		if note := r.Notes[int64(a.ID)]; !strings.Contains(note, want) || a.Avatar != "" {
			t.Errorf("%s: %q, avatar %q", name, note, a.Avatar)
		}
	}
}

func TestAPathOutOfTheFolderOfPicturesIsNotFollowed(t *testing.T) {
	app, p := newApplication(t), newPerfil(t)
	must(t, os.WriteFile(filepath.Join(filepath.Dir(app.media), "secret.png"), []byte("x"), 0o600))
	app.sql(t, "UPDATE users_users SET avatar = '../secret.png' WHERE username = 'staff'")
	r := p.mustBring(t, app, migrate.MergeOptions{})
	if note := r.Notes[app.Called(t, "staff").ID]; !strings.Contains(note, "outside of the folder") {
		t.Errorf("%q", note)
	}
}

// Nobody writes to the pipe: whoever opens it to read waits for ever.
func TestAPipeAmongThePicturesHoldsNothingUp(t *testing.T) {
	app, p := newApplication(t), newPerfil(t)
	must(t, syscall.Mkfifo(filepath.Join(app.media, "pipe.png"), 0o600))
	app.sql(t, "UPDATE users_users SET avatar = 'pipe.png' WHERE username = 'staff'")
	r := p.mustBring(t, app, migrate.MergeOptions{})
	if note := r.Notes[app.Called(t, "staff").ID]; !strings.Contains(note, "its file is no regular file") {
		t.Errorf("%q", note)
	}
}

// dirtyReasons are why the dirty rows are refused, in their order.
var dirtyReasons = []string{
	`email "staff@example.com" is taken by the account with id 7`, "email may not be blank", "email has the wrong format",
	"password_hash is refused: unknown form", "password_hash is refused: django pbkdf2_sha256: password hash out of bounds",
	"created_at is not in the years", "phone is longer than 10 characters", "id is not between",
}

func TestEveryDirtyRowIsListedWithItsReason(t *testing.T) {
	app, p := newApplication(t, "--dirty"), newPerfil(t)
	r, err := p.bring(t, app.database, app.media, django.Options{}, migrate.MergeOptions{})
	if !errors.Is(err, migrate.ErrRefused) || r.Added != 0 {
		t.Errorf("%v, %d added", err, r.Added)
	}
	if n := p.Total(t); n != 0 {
		t.Errorf("%d accounts are there", n)
	}
	for i, want := range dirtyReasons {
		if got := r.Refusals[app.Dirty[i]]; !strings.Contains(got, want) {
			t.Errorf("row %d: %q, want %q", app.Dirty[i], got, want)
		}
	}
	if len(r.Refusals) != len(app.Dirty) || r.Refused != len(app.Dirty) {
		t.Errorf("%d rows are refused:\n%s", r.Refused, migratetest.Sorted(r.Refusals))
	}
}

func TestWhatCanComeComesWhenTheRestIsLeftOut(t *testing.T) {
	app, p := newApplication(t, "--dirty"), newPerfil(t)
	dry, err := p.bring(t, app.database, app.media, django.Options{}, migrate.MergeOptions{SkipBad: true, DryRun: true})
	must(t, err)
	if _, err := p.Store.Find(t.Context(), account.Key{ID: 1}); !errors.Is(err, account.NotFound) {
		t.Errorf("the dry run kept an account: %v", err)
	}
	r := p.mustBring(t, app, migrate.MergeOptions{SkipBad: true})
	if r.Added != 11 || r.Refused != len(app.Dirty) {
		t.Errorf("%+v", r.Outcome)
	}
	if dry.Added != r.Added || dry.Refused != r.Refused || migratetest.Sorted(dry.Refusals) != migratetest.Sorted(r.Refusals) || migratetest.Sorted(dry.Notes) != migratetest.Sorted(r.Notes) {
		t.Errorf("the dry run said something else:\n%+v\n%s\n%s", dry.Outcome, migratetest.Sorted(dry.Refusals), migratetest.Sorted(dry.Notes))
	}
	if r.Hashes["django argon2id"] != 1 || r.Hashes["unusable"] != 7 || r.Hashes["unknown (refused)"] != 1 || r.Hashes["django pbkdf2_sha256 (refused)"] != 1 {
		t.Errorf("%v", r.Hashes)
	}
}

func TestDjangosOwnUserModelMoves(t *testing.T) {
	app, p := newApplication(t, "--plain"), newPerfil(t)
	if r := p.mustBring(t, app, migrate.MergeOptions{}); r.Added != 11 {
		t.Errorf("%+v", r.Outcome)
	}
}

func TestAModelWithoutUserNamesGetsThemFromTheEmails(t *testing.T) {
	app, p := newApplication(t), newPerfil(t)
	app.sql(t, "UPDATE users_users SET email = 'staff@elsewhere.example' WHERE username = 'nobody'")
	r, err := p.bring(t, app.database, "", django.Options{Map: map[string]string{"username": ""}}, migrate.MergeOptions{})
	must(t, err)
	if r.Added != 11 {
		t.Errorf("%+v", r.Outcome)
	}
	names := []string{p.Find(t, account.Key{Email: "staff@example.com"}).Username, p.Find(t, account.Key{Email: "staff@elsewhere.example"}).Username}
	if names[0] != "staff" || names[1] != "staff2" {
		t.Errorf("%q", names)
	}
}

// A token that was issued for an account before it moved must not outlive a
// change of the password here.
func TestAForeignTokenEndsWithAPasswordChange(t *testing.T) {
	app, p := newApplication(t), newPerfil(t)
	p.mustBring(t, app, migrate.MergeOptions{})
	who := app.Called(t, "staff")
	must(t, p.SetPassword(t.Context(), p.Operator, account.ID(who.ID), "Quiet-harbor-10"))
	if _, err := p.Authenticate(t.Context(), who.Access); !errors.Is(err, account.Unauthenticated) {
		t.Errorf("%v", err)
	}
}
