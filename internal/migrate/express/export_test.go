package express_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"perfil/internal/account"
	"perfil/internal/migrate"
	"perfil/internal/migrate/express"
	"perfil/internal/migrate/migratetest"
	"perfil/internal/migrate/sqlfile"
)

func TestAccountsGoOutAndBack(t *testing.T) {
	url, people := newApplication(t)
	bogota, err := time.LoadLocation("America/Bogota")
	migratetest.Must(t, err)
	here, again := migratetest.New(t, secret), migratetest.New(t, secret)
	_, err = bring(t, here, url, express.Options{Zone: bogota}, migrate.MergeOptions{})
	migratetest.Must(t, err)
	name := `O'Brien \ " 🦊 $1`
	_, err = here.UpdateAccount(t.Context(), here.Operator, 3, account.AdminChange{Terms: account.Widest, Profile: account.ProfileChange{Name: &name}})
	migratetest.Must(t, err)
	migratetest.Must(t, here.SetPassword(t.Context(), here.Operator, 2, "Quiet-harbor-10"))

	var out bytes.Buffer
	var lost []string
	target := express.NewTarget(&out, express.TargetOptions{Dialect: sqlfile.PostgreSQL, Zone: bogota})
	done, err := migrate.ExportTo(t.Context(), here.Service, here.Operator, target, migrate.ExportOptions{Lost: func(id account.ID, what []string) {
		lost = append(lost, fmt.Sprintf("%d: %s", id, strings.Join(what, "; ")))
	}})
	migratetest.Must(t, err)
	if done.Written != len(people) || done.Lossy != 1 || len(lost) != 1 || !strings.Contains(lost[0], "2: only bcrypt is known there, no password hash of argon2id") {
		t.Errorf("%+v %q", done, lost)
	}
	migratetest.SQL(t, url, "DELETE FROM users WHERE user_id > 10", out.String(),
		"INSERT INTO users (name, email, password, role_id, status) VALUES ('next', 'next@example.com', '!', 2, 'active')")
	_, err = bring(t, again, url, express.Options{Zone: bogota}, migrate.MergeOptions{})
	migratetest.Must(t, err)
	for id := range account.ID(len(people) + 1) {
		if id == 0 {
			continue
		}
		want, got := here.Find(t, account.Key{ID: id}), again.Find(t, account.Key{ID: id})
		if id == 2 {
			want.PasswordHash, want.ValidAfter = "!", time.Time{}
		}
		want.Version = got.Version
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
}
