package cli_test

import (
	"net/http"
	"testing"
)

// An account that everybody knows would be the first that a stranger tries.
func TestAFreshServerHasNoAccount(t *testing.T) {
	m := newMachine(t)
	s := m.serve()
	m.run("user", "list", "--json").done().wants("")
	for _, name := range []string{"admin", "root", "perfil", "administrator"} {
		for _, password := range []string{name, "password", "admin", "perfil", "changeme", ""} {
			if status, body := s.ask("POST", "/api/token/", "", `{"username":"`+name+`","password":"`+password+`"}`); status < 400 {
				t.Errorf("%s with %q: %d %s", name, password, status, body)
			}
		}
	}
	if status, body := s.ask("POST", "/api/token/", "", `{"username":"admin","password":"admin"}`); status != http.StatusUnauthorized && status != http.StatusTooManyRequests {
		t.Errorf("%d %s", status, body)
	}
}
