package express_test

import (
	"testing"

	"perfil/internal/migrate"
	"perfil/internal/migrate/express"
	"perfil/internal/migrate/migratetest"
	"perfil/internal/migrate/olddb"
)

func TestAnInterruptedMoveIntoPostgreSQLGoesOnWhereItEnded(t *testing.T) {
	url, _ := newApplication(t)
	migratetest.SQL(t, url, "DELETE FROM users WHERE user_id > 1",
		`INSERT INTO users (user_id, name, email, password, role_id, status, registration_date)
		SELECT n, name, 'other' || n || '@example.com', password, role_id, status, registration_date FROM users, generate_series(2, 22000) n`)
	migratetest.Interrupted(t, url, 22_000, func(t *testing.T, db *olddb.DB) migrate.Source {
		source, err := express.New(t.Context(), db, express.Options{})
		migratetest.Must(t, err)
		return source
	})
}
