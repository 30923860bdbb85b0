package migrate_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"perfil/internal/account"
	"perfil/internal/migrate"
)

// export is what an export of the place writes.
func (p *place) export(t testing.TB) string {
	t.Helper()
	var out bytes.Buffer
	n, err := migrate.ExportJSONL(t.Context(), p.Service, p.operator, &out, nil)
	if err != nil || n != strings.Count(out.String(), "\n") {
		t.Fatalf("%d accounts: %v", n, err)
	}
	return out.String()
}

// documented is a file in the documented format, with a line for each form that
// a value can have.
const documented = `{"id":1,"username":"john_doe","email":"john@example.com","first_name":"John","last_name":"Doe","phone":"1234567890","avatar":"0123456789abcdef0123456789abcdef.png","role":"user","status":"active","password_hash":"pbkdf2_sha256$390000$KGpOyQNcdOyZbkBFTFoOxt$2rtLY9DWoriB3WXHEgCPEsjlK1uQR6QSMRRdUr7qN7o=","created_at":"2024-01-15T10:30:00Z","last_login_at":"2024-03-10T14:20:00.000001Z"}
{"id":3,"username":"admin","email":"admin@example.com","first_name":"","last_name":"","phone":null,"avatar":null,"role":"admin","status":"active","password_hash":"$2b$10$1aha9ZxfFK3q4VVkwfVO0Oi/yrNy7.dUkdUYmOYrOXz1czNpvisPu","created_at":"2024-01-17T09:00:00.123456789Z","last_login_at":null}
{"id":70,"username":"Señor José","email":"josé@exämple.com","first_name":" O'Brien <b>&amp;","last_name":"\"\\\n\t😀","phone":null,"avatar":null,"role":"operator","status":"inactive","password_hash":"!","created_at":"1999-12-31T23:59:59.9Z","last_login_at":"2024-01-01T00:00:00Z","email_verified_at":"2024-01-01T00:00:00.5Z","valid_after":"2024-01-01T00:00:00Z","version":12}
{"id":9007194959773695,"username":"last","email":"last@example.com","first_name":"","last_name":"","phone":null,"avatar":null,"role":"user","status":"suspended","password_hash":"","created_at":"2024-01-17T09:00:00Z","last_login_at":null}
`

func TestAnExportIsTheFileThatWasImported(t *testing.T) {
	p := newPlace(t)
	p.mustImport(t, strings.Split(documented, "\n")...)
	if diff := cmp.Diff(documented, p.export(t)); diff != "" {
		t.Error(diff)
	}
	want := []string{"exported by perfil import: all accounts", "imported by perfil import: from jsonl: 4 kept, 0 refused"}
	if diff := cmp.Diff(want, p.trail(t)); diff != "" {
		t.Error(diff)
	}
}

func TestAMovedAccountIsTheSame(t *testing.T) {
	here, there := newPlace(t), newPlace(t)
	granted, err := here.SignUp(t.Context(), account.SignUp{
		Terms: terms(), Username: "ada", Email: "Ada@Example.com", Password: "a long one of 2026", FirstName: "Ada",
	})
	if err != nil {
		t.Fatal(err)
	}
	name := "María  José" // two spaces: the last name begins with one, and must go on doing so
	actor, err := here.Authenticate(t.Context(), granted.Access)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := here.UpdateProfile(t.Context(), actor, granted.Account.ID, account.ProfileChange{Terms: terms(), Name: &name}); err != nil {
		t.Fatal(err)
	}
	there.mustImport(t, here.export(t))
	if diff := cmp.Diff(here.accounts(t), there.accounts(t)); diff != "" {
		t.Error(diff)
	}
	if _, err := there.SignIn(t.Context(), account.SignIn{Shape: account.ShapePair, Login: account.Key{Email: "ada@example.com"}, Password: "a long one of 2026"}); err != nil {
		t.Errorf("sign-in after the move: %v", err)
	}
}

func TestExportAfterImportChangesNothing(t *testing.T) {
	p := newPlace(t)
	next := account.ID(1)
	rapid.Check(t, func(rt *rapid.T) {
		a := anAccount(next).Draw(rt, "account")
		next++
		given, err := migrate.AppendJSONL(nil, &a)
		if err != nil {
			rt.Fatal(err)
		}
		report, err := p.importText(t, migrate.Options{}, string(given))
		if err != nil {
			rt.Fatalf("%v\n%s", err, sentences(report))
		}
		stored, err := p.Account(t.Context(), p.operator, account.Key{ID: a.ID})
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(a, stored); diff != "" {
			rt.Fatal(diff)
		}
		written, err := migrate.AppendJSONL(nil, &stored)
		if err != nil || !bytes.Equal(written, given) {
			rt.Fatalf("%s\n%s %v", given, written, err)
		}
	})
}

func TestAnExportStopsWithItsWriter(t *testing.T) {
	p := newPlace(t)
	var lines []string
	for i := range 1000 {
		lines = append(lines, person(fmt.Sprint(i+1), fmt.Sprintf("user%d", i)))
	}
	p.mustImport(t, lines...)
	if _, err := migrate.ExportJSONL(t.Context(), p.Service, p.operator, full{}, nil); !errors.Is(err, errStop) {
		t.Errorf("error %v", err)
	}
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errStop }

func TestTheProgressOfAnExportReachesTheEnd(t *testing.T) {
	p := newPlace(t)
	var lines []string
	for i := range 600 {
		lines = append(lines, person(fmt.Sprint(i+1), fmt.Sprintf("user%d", i)))
	}
	p.mustImport(t, lines...)
	var out bytes.Buffer
	var done []int
	var size int64
	_, err := migrate.ExportJSONL(t.Context(), p.Service, p.operator, &out, func(d int, b int64) {
		done, size = append(done, d), b
	})
	if err != nil || len(done) != 3 || done[2] != 600 || size != int64(out.Len()) {
		t.Errorf("%v, %d bytes of %d, %v", done, size, out.Len(), err)
	}
}

func TestAnEmptyPlaceIsAnEmptyFile(t *testing.T) {
	p := newPlace(t)
	if text := p.export(t); text != "" {
		t.Errorf("%q", text)
	}
	report, err := p.importText(t, migrate.Options{}, "")
	if err != nil || report.Read != 0 {
		t.Errorf("%+v %v", report, err)
	}
}
