package postgres_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"perfil/internal/account/storetest"
	"perfil/internal/sqlstore/pgtest"
)

// Perfil needs a user who may make tables in one schema, and nothing more: whoever
// gets at its password must not get at other databases of the server.
func TestAUserWhoMayMakeTablesIsEnough(t *testing.T) {
	s := pgtest.Shared(t)
	clerk := "clerk_" + strconv.FormatInt(time.Now().UnixNano(), 36) // roles belong to the whole server
	if err := s.Exec(t.Context(), "CREATE ROLE "+clerk+" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"); err != nil {
		t.Fatal(err)
	}
	database := pgtest.Database(t)
	owner := connected(t, database)
	run(t, owner, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
	run(t, owner, "GRANT CREATE, USAGE ON SCHEMA public TO "+clerk)

	n := nodeAt(t, strings.Replace(database, "//perfil:", "//"+clerk+":", 1))
	a := stored(t, n)
	storetest.SignedIn(t, n.Store, a.ID)
	hearsAll(t, n)
	if err := n.rename(t.Context(), a.ID, "Ada"); err != nil {
		t.Error(err)
	}
	if number(t, owner, "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner <> '"+clerk+"'") > 0 {
		t.Error("there are tables that are not the user's")
	}
}
