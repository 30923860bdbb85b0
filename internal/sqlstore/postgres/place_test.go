package postgres_test

import (
	"testing"

	"perfil/internal/sqlstore/postgres"
)

func TestAPlaceIsNamedWithoutItsSecrets(t *testing.T) {
	for url, want := range map[string]string{
		"postgres://ada:secret@db.example.com/perfil?sslmode=disable":                       "postgres://db.example.com:5432/perfil",
		"postgresql://ada:secret@db:5433/perfil?sslmode=prefer":                             "postgres://db:5433/perfil",
		"postgres://ada:s%40cret@a,b:5433/perfil?sslmode=prefer":                            "postgres://a:5432,b:5433/perfil",
		"postgres:///perfil?host=/run/postgresql&user=ada&password=secret&pool_max_conns=4": "postgres:///run/postgresql:5432/perfil",
	} {
		if got, err := postgres.Place(url); err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", url, got, err, want)
		}
	}
	for _, url := range []string{"mysql://ada@db/perfil", "postgres://ada:se cret@db:x/perfil"} {
		if got, err := postgres.Place(url); err == nil {
			t.Errorf("%s: %q", url, got)
		}
	}
}
