package cli_test

import (
	"regexp"
	"strings"
	"testing"

	"perfil/internal/sqlstore/pgtest"
)

func TestTheHintAtTheFirstAdminOnADatabaseNamesNoFolderAndNoPassword(t *testing.T) {
	m := newMachine(t)
	m.env = append(m.env, "PERFIL_DATABASE_URL="+pgtest.Database(t), "PERFIL_JWT_SECRET="+strings.Repeat("k", 32))
	s := m.serve()
	s.waitFor(s.out, regexp.MustCompile(`There is no admin yet.* user create --role admin .*, with PERFIL_DATABASE_URL as for this server`))
	if out := s.out.String(); strings.Contains(out, m.data) || strings.Contains(out, pgtest.Password) {
		t.Errorf("the hint is %s", out)
	}
	m.create("ada", "admin") // by the same environment
	if s.end() != 0 || m.serve().end() != 0 {
		t.Error(s.err)
	}
}
