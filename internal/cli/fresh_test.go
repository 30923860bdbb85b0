package cli_test

import (
	"net/http"
	"testing"
)

// An account that everybody knows would be the first that a stranger tries.
func TestAFreshServerHasNoAccount(t *testing.T) {
	m := newMachine(t)
	m.env = append(m.env, "PERFIL_RATE_LIMIT=off") // or only the first tries would be looked at
	s := m.serve()
	m.run("user", "list", "--json").done().wants("")
	for _, name := range []string{"admin", "root", "perfil", "administrator"} {
		for _, password := range []string{name, "password", "admin", "perfil", "changeme"} {
			if status, body := s.ask("POST", "/api/token/", "", `{"username":"`+name+`","password":"`+password+`"}`); status != http.StatusUnauthorized {
				t.Errorf("%s with %q: %d %s", name, password, status, body)
			}
		}
		if status, body := s.ask("POST", "/api/token/", "", `{"username":"`+name+`","password":""}`); status != http.StatusBadRequest {
			t.Errorf("%s without a password: %d %s", name, status, body)
		}
	}
}
