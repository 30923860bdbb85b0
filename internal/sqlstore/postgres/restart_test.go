package postgres_test

import (
	"testing"
	"time"

	"perfil/internal/account"
	"perfil/internal/sqlstore/pgtest"
)

func TestANodeOutlivesRestartsOfItsDatabase(t *testing.T) {
	s := pgtest.Start(t)
	database, err := s.CreateDatabase(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	one, two := nodeAt(t, database), nodeAt(t, database)
	reads := reading(t, one, stored(t, one).ID)
	writes := under(t, 16, one, two)
	for name, restart := range map[string]func() error{
		"orderly": s.Stop,
		"crash":   s.Kill,
	} {
		before := writes.acknowledged()
		eventually(t, "writes are acknowledged", func() bool { return writes.acknowledged() > before+200 })
		moment := time.Now()
		if err := restart(); err != nil {
			t.Fatal(err)
		}
		if err := s.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		down := time.Since(moment)
		t.Logf("%s: the database was away for %s, the last error came after %s", name, down, writes.allWroteSince(moment))
	}
	good, bad := reads.end()
	t.Logf("%d reads answered, %d not", good, bad)
	writes.end(database)
	hearsAll(t, one)
	hearsAll(t, two)
	if _, err := one.List(t.Context(), account.Query{Limit: 1}); err != nil {
		t.Error(err)
	}
}
