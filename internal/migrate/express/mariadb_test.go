package express_test

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"perfil/internal/account"
	"perfil/internal/migrate"
	"perfil/internal/migrate/express"
	"perfil/internal/migrate/mariadbtest"
	"perfil/internal/migrate/migratetest"
	"perfil/internal/migrate/sqlfile"
)

// newOnMariaDB makes an application as one that has grown for years leaves it:
// three character sets, a status that is an ENUM, one time that is a moment and
// one that is none, and texts of fixed length.
func newOnMariaDB(t testing.TB) string {
	t.Helper()
	url := mariadbtest.Database(t, "utf8mb3")
	hash := vectors(t)[0].Hash
	mariadbtest.SQL(t, url, `
		CREATE TABLE role (role_id int AUTO_INCREMENT PRIMARY KEY, role_name varchar(50) UNIQUE NOT NULL, description text,
			status varchar(20) DEFAULT 'active');
		CREATE TABLE users (
			user_id bigint AUTO_INCREMENT PRIMARY KEY, name varchar(100) CHARACTER SET utf8mb4,
			email varchar(150) CHARACTER SET latin1 COLLATE latin1_bin UNIQUE, password varbinary(255) NOT NULL,
			role_id int NOT NULL, status enum('active', 'inactive', 'suspended'),
			registration_date timestamp NULL DEFAULT CURRENT_TIMESTAMP, last_session datetime(3), reset_token varchar(255));
		INSERT INTO role (role_name) VALUES ('admin'), ('user'), ('operator'), ('auditor');
		SET time_zone = '+00:00';
		INSERT INTO users VALUES
			(1, 'María José 🦊', 'Ána@example.com', '`+hash+`', 1, 'active', '2026-02-13 15:00:00', '2026-03-01 08:00:00.123', NULL),
			(2, 'O\'Brien \\ "x"', 'brien@example.com', '`+hash+`', 2, 'suspended', '2026-02-13 15:00:00', '0000-00-00 00:00:00', NULL),
			(3, '', 'quiet@example.com', '`+hash+`', 3, 'inactive', '2026-02-13 15:00:00', NULL, NULL)`)
	return url
}

func TestAnApplicationOnMariaDBMoves(t *testing.T) {
	url := newOnMariaDB(t)
	bogota, err := time.LoadLocation("America/Bogota")
	migratetest.Must(t, err)
	p := migratetest.NewOnPostgres(t, secret)
	r, err := bring(t, p, url, express.Options{Zone: bogota}, migrate.MergeOptions{})
	migratetest.Must(t, err)
	r.Wants(t, "3 read, 3 added, 0 changed, 0 unchanged, 0 missing, 0 deleted, 0 refused")
	a := p.Find(t, account.Key{ID: 1})
	if a.Name() != "María José 🦊" || a.Email != "ána@example.com" || a.Role != account.RoleAdmin || a.Status != account.StatusActive {
		t.Errorf("%+v", a)
	}
	// What MySQL calls a timestamp is a moment, whatever zone the others are in.
	if got := a.CreatedAt.Format(time.RFC3339Nano); got != "2026-02-13T15:00:00Z" {
		t.Errorf("registered %s", got)
	}
	if got := a.LastLoginAt.Format(time.RFC3339Nano); got != "2026-03-01T13:00:00.123Z" {
		t.Errorf("last session %s", got)
	}
	a = p.Find(t, account.Key{ID: 2})
	if a.Name() != `O'Brien \ "x"` || a.Status != account.StatusSuspended || !a.LastLoginAt.IsZero() {
		t.Errorf("%+v", a)
	}
	mariadbtest.SQL(t, url, "UPDATE users SET name = 'Ada' WHERE user_id = 2", "DELETE FROM users WHERE user_id = 3")
	r, err = bring(t, p, url, express.Options{Zone: bogota}, migrate.MergeOptions{DeleteMissing: true})
	migratetest.Must(t, err)
	r.Wants(t, "2 read, 0 added, 1 changed, 1 unchanged, 0 missing, 1 deleted, 0 refused")
}

func TestDirtyRowsOfMariaDBAreListed(t *testing.T) {
	url := newOnMariaDB(t)
	mariadbtest.SQL(t, url, `
		ALTER TABLE users MODIFY email varchar(150) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, MODIFY user_id bigint unsigned AUTO_INCREMENT;
		INSERT INTO users (user_id, name, email, password, role_id, status, registration_date) VALUES
		(100, 'a', 'QUIET@example.com', '!', 2, 'active', now()),
		(101, 'a', NULL, '!', 2, 'active', now()),
		(102, 'a', 'dirty2@example.com', '!', 2, 'frozen', now()),
		(103, 'a', 'dirty3@example.com', '!', 2, NULL, now()),
		(104, 'a', 'dirty4@example.com', '!', 2, 'active', '0000-00-00 00:00:00'),
		(105, 'a', 'dirty5@example.com', '!', 2, 'active', NULL),
		(106, 'a', 'dirty6@example.com', unhex('ff00'), 2, 'active', now()),
		(107, 'a', 'dirty7@example.com', '!', 4, 'active', now()),
		(108, 'a', 'dirty8@example.com', '!', 9, 'active', now()),
		(9007199254740992, 'a', 'dirty9@example.com', '!', 2, 'active', now()),
		(18446744073709551615, 'a', 'dirty10@example.com', '!', 2, 'active', now())`)
	p := migratetest.New(t, secret)
	dry, err := bring(t, p, url, express.Options{}, migrate.MergeOptions{DryRun: true, SkipBad: true})
	migratetest.Must(t, err)
	r, err := bring(t, p, url, express.Options{}, migrate.MergeOptions{SkipBad: true})
	migratetest.Must(t, err)
	for row, want := range map[int64]string{
		100:              `email "quiet@example.com" is taken by the account with id 3`,
		101:              "email is NULL",
		102:              `status "" is none of`,
		103:              "status is NULL",
		104:              `registration_date is "0000-00-00 00:00:00`,
		105:              "registration_date is NULL",
		106:              "unknown form of password hash",
		107:              `the role "auditor" is none of user, operator and admin`,
		108:              `role_id "9" is in no table of roles`,
		9007199254740992: "id is not between",
		math.MaxInt64:    `user_id is "18446744073709551615", not a whole number of 64 bits`,
	} {
		if !strings.Contains(r.Refusals[row], want) {
			t.Errorf("row %d: %q, want %q", row, r.Refusals[row], want)
		}
	}
	if r.Refused != 11 || r.Added != 3 || dry.Refused != 11 || dry.Added != 3 || migratetest.Sorted(dry.Refusals) != migratetest.Sorted(r.Refusals) {
		t.Errorf("%s\n%s", r.Counts(), migratetest.Sorted(r.Refusals))
	}
	r, err = bring(t, p, url, express.Options{}, migrate.MergeOptions{})
	if !errors.Is(err, migrate.ErrRefused) || r.Refused != 11 || r.Unchanged != 3 {
		t.Errorf("%v, %s", err, r.Counts())
	}
}

func TestAccountsGoBackToMariaDB(t *testing.T) {
	url := newOnMariaDB(t)
	mariadbtest.SQL(t, url, "ALTER TABLE users MODIFY registration_date datetime(3), MODIFY email varchar(150) CHARACTER SET utf8mb4")
	here, again := migratetest.New(t, secret), migratetest.New(t, secret)
	_, err := bring(t, here, url, express.Options{}, migrate.MergeOptions{})
	migratetest.Must(t, err)
	var out bytes.Buffer
	_, err = migrate.ExportTo(t.Context(), here.Service, here.Operator, express.NewTarget(&out, express.TargetOptions{Dialect: sqlfile.MySQL}), migrate.ExportOptions{})
	migratetest.Must(t, err)
	mariadbtest.SQL(t, url, "DELETE FROM users WHERE user_id > 1", "SET SESSION sql_mode = ''; "+out.String())
	_, err = bring(t, again, url, express.Options{}, migrate.MergeOptions{})
	migratetest.Must(t, err)
	for id := range account.ID(3) {
		want, got := here.Find(t, account.Key{ID: id + 1}), again.Find(t, account.Key{ID: id + 1})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
}

// On other databases a row whose address somebody else has is an error, too.
func TestTheFileForMariaDBWritesOverNobodyElse(t *testing.T) {
	url, p := newOnMariaDB(t), migratetest.New(t, secret)
	_, err := bring(t, p, url, express.Options{}, migrate.MergeOptions{})
	migratetest.Must(t, err)
	var out bytes.Buffer
	_, err = migrate.ExportTo(t.Context(), p.Service, p.Operator, express.NewTarget(&out, express.TargetOptions{Dialect: sqlfile.MySQL}), migrate.ExportOptions{})
	migratetest.Must(t, err)
	mariadbtest.SQL(t, url, "UPDATE users SET user_id = 77, name = 'Somebody else' WHERE user_id = 2")
	if err := mariadbtest.Try(t, url, out.String()); err == nil || !strings.Contains(err.Error(), "Out of range value") {
		t.Errorf("%v", err)
	}
	r, err := bring(t, p, url, express.Options{}, migrate.MergeOptions{DryRun: true, SkipBad: true})
	migratetest.Must(t, err)
	r.Wants(t, "3 read, 0 added, 0 changed, 2 unchanged, 1 missing, 0 deleted, 1 refused")
}
