package express_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/migrate"
	"perfil/internal/migrate/express"
	"perfil/internal/migrate/migratetest"
	"perfil/internal/migrate/olddb"
	"perfil/internal/password"
	"perfil/internal/sqlstore/pgtest"
)

const secret = "the JWT_SECRET of the former application"

// schema is the one that such an application documents.
const schema = `
CREATE TABLE role (role_id serial PRIMARY KEY, role_name varchar(50) UNIQUE NOT NULL, description text, status varchar(20) DEFAULT 'active');
CREATE TABLE users (
	user_id serial PRIMARY KEY, name varchar(100) NOT NULL, email varchar(150) UNIQUE NOT NULL, password varchar(255) NOT NULL,
	role_id integer NOT NULL REFERENCES role, status varchar(20), registration_date timestamp DEFAULT now(), last_session timestamp,
	reset_token varchar(255));
INSERT INTO role (role_name) VALUES ('admin'), ('user'), ('operator'), ('auditor');`

type vector struct{ Form, Program, Password, Hash string }

// vectors are hashes that npm's bcrypt and bcryptjs made.
func vectors(t testing.TB) []vector {
	t.Helper()
	f, err := os.Open("../../password/testdata/vectors.jsonl")
	migratetest.Must(t, err)
	defer f.Close() //nolint:errcheck // nothing was written
	var found []vector
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var v vector
		migratetest.Must(t, json.Unmarshal(lines.Bytes(), &v))
		if v.Form == "bcrypt" && strings.HasSuffix(v.Program, "(node)") {
			found = append(found, v)
		}
	}
	if len(found) < 3 {
		t.Fatal("there are no hashes by node")
	}
	return found
}

// newApplication makes the database of an application with a user for each hash.
func newApplication(t testing.TB) (url string, people []vector) {
	t.Helper()
	url, people = pgtest.Database(t), vectors(t)
	statements := []string{schema}
	for i, v := range people {
		statements = append(statements, fmt.Sprintf(`INSERT INTO users (name, email, password, role_id, status, registration_date, last_session)
			VALUES ('María José García', 'person%d@Example.com', '%s', %d, 'active', '2026-02-13 10:00:00.5', '2026-03-01 08:00:00')`,
			i, v.Hash, i%3+1))
	}
	migratetest.SQL(t, url, statements...)
	return url, people
}

func bring(t testing.TB, p *migratetest.Perfil, url string, from express.Options, o migrate.MergeOptions) (migratetest.Report, error) {
	t.Helper()
	db, err := olddb.Open(t.Context(), url)
	migratetest.Must(t, err)
	defer func() { migratetest.Must(t, db.Close()) }()
	source, err := express.New(t.Context(), db, from)
	migratetest.Must(t, err)
	if strings.Join(source.Left, " ") != "reset_token" {
		t.Errorf("left behind are %q", source.Left)
	}
	return p.Bring(t, source, o)
}

func TestAnApplicationMovesWithEverybodyInIt(t *testing.T) {
	for name, install := range map[string]func(testing.TB) *migratetest.Perfil{
		"into SQLite":     func(t testing.TB) *migratetest.Perfil { return migratetest.New(t, secret) },
		"into PostgreSQL": func(t testing.TB) *migratetest.Perfil { return migratetest.NewOnPostgres(t, secret) },
	} {
		t.Run(name, func(t *testing.T) { movesWithEverybody(t, install(t)) })
	}
}

func movesWithEverybody(t *testing.T, p *migratetest.Perfil) {
	url, people := newApplication(t)
	bogota, err := time.LoadLocation("America/Bogota")
	migratetest.Must(t, err)
	r, err := bring(t, p, url, express.Options{Zone: bogota}, migrate.MergeOptions{})
	migratetest.Must(t, err)
	if r.Added != len(people) || r.Refused != 0 {
		t.Errorf("%s", r.Counts())
	}
	a := p.Find(t, account.Key{ID: 1})
	if a.Username != "person0" || a.Email != "person0@example.com" || a.FirstName != "María" || a.LastName != "José García" ||
		a.Name() != "María José García" || a.Role != account.RoleAdmin || a.Status != account.StatusActive {
		t.Errorf("%+v", a)
	}
	if want := time.Date(2026, 2, 13, 15, 0, 0, 500_000_000, time.UTC); !a.CreatedAt.Equal(want) {
		t.Errorf("registered %s, want %s", a.CreatedAt, want)
	}
	if want := time.Date(2026, 3, 1, 13, 0, 0, 0, time.UTC); !a.LastLoginAt.Equal(want) {
		t.Errorf("last session %s, want %s", a.LastLoginAt, want)
	}
	for i, v := range people {
		if v.Password == "" {
			continue
		}
		email := fmt.Sprintf("person%d@example.com", i)
		_, err := p.SignIn(t.Context(), account.SignIn{Shape: account.ShapeSingle, Login: account.Key{Email: email}, Password: v.Password})
		if err != nil {
			t.Errorf("%s (%s, password %q): %v", email, v.Program, v.Password, err)
			continue
		}
		if form, _ := password.Recognize(p.Find(t, account.Key{Email: email}).PasswordHash); form != password.Argon2id {
			t.Errorf("%s has a hash of %s", email, form)
		}
	}
}

func TestRolesAreNamedByTheirTable(t *testing.T) {
	url, _ := newApplication(t)
	migratetest.SQL(t, url, "UPDATE users SET role_id = 4 WHERE user_id = 2")
	p := migratetest.New(t, secret)
	r, err := bring(t, p, url, express.Options{}, migrate.MergeOptions{})
	if !errors.Is(err, migrate.ErrRefused) || !strings.Contains(r.Refusals[2], `the role "auditor" is none of user, operator and admin`) || r.Refused != 1 {
		t.Errorf("%v\n%s", err, migratetest.Sorted(r.Refusals))
	}
	_, err = bring(t, p, url, express.Options{Roles: map[string]account.Role{"auditor": account.RoleOperator}}, migrate.MergeOptions{})
	migratetest.Must(t, err)
	if a := p.Find(t, account.Key{ID: 2}); a.Role != account.RoleOperator {
		t.Errorf("the role is %s", a.Role)
	}
}

func TestEveryDirtyRowIsListedWithItsReason(t *testing.T) {
	url, people := newApplication(t)
	migratetest.SQL(t, url, `
		ALTER TABLE users ALTER user_id TYPE bigint, ALTER name TYPE text;
		INSERT INTO users (user_id, name, email, password, role_id, status, registration_date) VALUES
		(100, 'a', 'PERSON1@example.com', '!', 2, 'active', now()),
		(101, 'a', 'dirty1@example.com', '!', 2, NULL, now()),
		(102, 'a', 'dirty2@example.com', '!', 2, 'frozen', now()),
		(109, 'a', 'dirty9@example.com', '!', 2, '', now()),
		(103, 'a', 'dirty3@example.com', 'plain text', 2, 'active', now()),
		(104, 'a', 'dirty4@example.com', '$2b$31$32rmhNFH0yneEMpYX7tSqedvBKr/TVNCYMhWPtzkNiD5PWJCof4E.', 2, 'active', now()),
		(105, 'a', 'dirty5@example.com', '!', 2, 'active', 'infinity'),
		(106, 'a', 'dirty6@example.com', '!', 2, 'active', '0044-03-15 BC'),
		(107, repeat('x', 300), 'dirty7@example.com', '!', 2, 'active', now()),
		(1000000000000000000, 'a', 'dirty8@example.com', '!', 2, 'active', now()),
		(108, E'line\nbreak \x07 🦊', 'clean@example.com', '!', 2, 'suspended', '1955-11-05 01:02:03')`)
	p := migratetest.New(t, secret)
	r, err := bring(t, p, url, express.Options{}, migrate.MergeOptions{SkipBad: true})
	migratetest.Must(t, err)
	for row, want := range map[int64]string{
		100:  `email "person1@example.com" is taken by the account with id 2`,
		101:  "status is NULL",
		102:  `status "frozen" is none of`,
		109:  `status "" is none of`,
		103:  "unknown form of password hash",
		104:  "out of bounds",
		105:  `registration_date is "infinity", which is no time`,
		106:  "which is no time",
		107:  "first_name is longer than 200 characters",
		1e18: "id is not between",
	} {
		if !strings.Contains(r.Refusals[row], want) {
			t.Errorf("row %d: %q, want %q", row, r.Refusals[row], want)
		}
	}
	if r.Refused != 10 || r.Added != len(people)+1 {
		t.Errorf("%s\n%s", r.Counts(), migratetest.Sorted(r.Refusals))
	}
	if n := r.Hashes["unknown"] + r.Hashes["not looked at"]; n != 0 || r.Hashes["unknown (refused)"] != 1 {
		t.Errorf("a role or status that is not known hides hashes: %v", r.Hashes)
	}
	if a := p.Find(t, account.Key{ID: 108}); a.Name() != "line\nbreak \a 🦊" || a.CreatedAt.Year() != 1955 || a.Status != account.StatusSuspended {
		t.Errorf("%+v", a)
	}
}

func TestASecondRunBringsOnlyWhatChanged(t *testing.T) {
	url, people := newApplication(t)
	p := migratetest.New(t, secret)
	_, err := bring(t, p, url, express.Options{}, migrate.MergeOptions{})
	migratetest.Must(t, err)
	migratetest.SQL(t, url, "UPDATE users SET name = 'Ada', email = 'ada@example.com' WHERE user_id = 2")
	r, err := bring(t, p, url, express.Options{}, migrate.MergeOptions{})
	migratetest.Must(t, err)
	if r.Changed != 1 || r.Unchanged != len(people)-1 || r.Added != 0 {
		t.Error(r.Counts())
	}
	if a := p.Find(t, account.Key{ID: 2}); a.Name() != "Ada" || a.Username != "person1" {
		t.Errorf("%+v", a)
	}
}
