package django_test

import (
	"testing"

	"perfil/internal/migrate"
	"perfil/internal/migrate/django"
	"perfil/internal/migrate/migratetest"
	"perfil/internal/migrate/olddb"
	"perfil/internal/sqlstore/pgtest"
)

func TestAnInterruptedMoveIntoPostgreSQLGoesOnWhereItEnded(t *testing.T) {
	app := newApplicationOn(t, pgtest.Database(t))
	app.sql(t, "DELETE FROM users_users WHERE id > 1",
		`INSERT INTO users_users (id, password, is_superuser, username, is_staff, is_active, date_joined, email, first_name, last_name, newsletter)
		SELECT n, password, is_superuser, 'other' || n, is_staff, is_active, date_joined, 'other' || n || '@example.com', first_name, last_name, newsletter
		FROM users_users, generate_series(2, 22000) n`)
	migratetest.Interrupted(t, app.database, 22_000, func(t *testing.T, db *olddb.DB) migrate.Source {
		source, err := django.New(t.Context(), db, django.Options{})
		must(t, err)
		return source
	})
}
